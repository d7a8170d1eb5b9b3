using Ebpf.Xdp;

namespace Capture.Targets;

/// <summary>Chooses where to capture on an interface: what -p says, or the main program.</summary>
internal static class TargetSelection
{
    /// <summary>The word that stands for all programs.</summary>
    public const string All = "all";

    /// <param name="on">The interface's programs.</param>
    /// <param name="names">-p as typed: names, ids, name@id or <see cref="All"/>, separated by commas; null for the main program, which
    /// with a dispatcher of a single program is that one.</param>
    /// <returns>At least one function, outermost first.</returns>
    /// <exception cref="CaptureException">Nothing can be captured at what is named; the message says why and what can be named.</exception>
    public static TargetPlan Select(InterfacePrograms on, string? names)
    {
        if (on.Attached.Count == 0)
            throw CaptureErrors.NothingToAttachTo(on.Interface.Name);
        var places = Places(on);
        var lookup = new NameLookup(on.Interface.Name, places);
        IEnumerable<ChosenFunction> chosen = names is null
            ? [lookup.MainOf(MainPlace(places, MainAttachment(on)))]
            : names.Split(',', StringSplitOptions.TrimEntries).SelectMany(
                word => word == All ? AllPrograms(on, places, lookup) : [lookup.Find(word, names)]);
        return Plan(on.Interface, places, [.. chosen.Distinct().OrderBy(one => one.Order)]);
    }

    private static List<ProgramPlace> Places(InterfacePrograms on)
    {
        var places = new List<ProgramPlace>();
        foreach (var attached in on.Attached)
        {
            places.Add(new(places.Count, attached, attached.Program));
            foreach (var component in attached.Components)
            {
                // One program may take the places of several functions.
                if (!places.Exists(place => place.Program.Id == component.Program.Id))
                    places.Add(new(places.Count, attached, component.Program));
            }
        }

        return places;
    }

    private static AttachedProgram MainAttachment(InterfacePrograms on)
    {
        List<XdpAttachment> attachments = [.. on.Attached.Select(one => new XdpAttachment(one.Mode, one.Program.Id))];
        return on.Attached[attachments.IndexOf(TargetDiscovery.Traceable(attachments))];
    }

    /// <summary>The program itself, or the one that a dispatcher runs alone.</summary>
    private static ProgramPlace MainPlace(List<ProgramPlace> places, AttachedProgram attached)
    {
        if (Alone(attached) is { } component)
            return Find(places, component.Program);
        return attached is { Dispatcher.ProgramCount: 1, Missing: { } missing }
            ? throw CaptureErrors.ComponentsUnknown(attached.Program.Title, missing)
            : Find(places, attached.Program);
    }

    /// <summary>The only component, where it stands for the whole: it runs in the place of the program itself, or is all that a dispatcher
    /// runs.</summary>
    private static XdpComponent? Alone(AttachedProgram attached) => attached.Replacement
        ?? (attached is { Dispatcher.ProgramCount: 1, Components: [var only, ..] } ? only : null);

    private static ProgramPlace Find(List<ProgramPlace> places, XdpProgram program) =>
        places.First(place => place.Program.Id == program.Id);

    private static IEnumerable<ChosenFunction> AllPrograms(InterfacePrograms on, List<ProgramPlace> places, NameLookup lookup)
    {
        var traceable = on.Attached.Where(attached => attached.Program.Obstacle is null).ToList();
        if (traceable.Count == 0)
            throw MainAttachment(on).Program.Obstacle!;
        foreach (var attached in traceable)
        {
            if (attached.Missing is { } missing)
                throw CaptureErrors.ComponentsUnknown(attached.Program.Title, missing);
            foreach (var place in places.Where(place => place.Attached == attached))
            {
                if (place.IsComponent || Alone(attached) is null)
                    yield return lookup.MainOf(place);
            }
        }
    }

    private static TargetPlan Plan(NetworkInterface on, List<ProgramPlace> places, List<ChosenFunction> chosen)
    {
        var outermost = Outermost(places, chosen);
        return new TargetPlan(on, [.. chosen.Select(Target)], outermost is { } one ? Target(one) : null);
    }

    /// <summary>The attached program's main function, or that of the program that runs in its place; null if that cannot be hooked, or if
    /// not all of the chosen run within it.</summary>
    private static ChosenFunction? Outermost(List<ProgramPlace> places, List<ChosenFunction> chosen)
    {
        var attached = chosen[0].Place.Attached;
        var program = attached.Replacement?.Program ?? attached.Program;
        var place = Find(places, program);
        var encloses = chosen.TrueForAll(one => attached.Replacement is null ? one.Place.Attached == attached : one.Place == place);
        return encloses && program.Main is { } main && program.Obstacle is null && program.TakesPacket(main)
            ? new ChosenFunction(place, main)
            : null;
    }

    private static TargetFunction Target(ChosenFunction chosen)
    {
        var function = chosen.Function;
        var program = chosen.Place.Program;
        return new TargetFunction(
            program.Id, function.Id, function.Name, function.HasTypedContext, function.ParameterCount, chosen.Place.Attached.Mode)
        {
            CalledWithin = function == program.Main ? null : program,
        };
    }
}
