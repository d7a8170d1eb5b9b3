using Capture.Reasons;
using Linux.Network;

namespace Capture.Targets;

/// <summary>Chooses functions of an interface's programs: those that are named, or the main one.</summary>
internal static class TargetSelection
{
    /// <summary>The word that stands for all programs.</summary>
    public const string All = "all";

    /// <param name="on">The interface's programs, at least one.</param>
    /// <param name="names">As typed: names, ids, name@id or <see cref="All"/>, separated by commas; null for the main program, which
    /// with a dispatcher of a single program is that one.</param>
    /// <param name="canHook">Whether a program can be hooked: those that cannot are not among all, unless none can.</param>
    /// <returns>Functions as they were named, one word after the other. Whether they can be hooked is for the kind of hook to say.</returns>
    /// <exception cref="CaptureException">A word names nothing, or more than one; thrown when that word's turn comes.</exception>
    public static IEnumerable<ChosenFunction> Choose(InterfacePrograms on, string? names, Func<XdpProgram, bool> canHook)
    {
        var places = ProgramPlace.Of(on);
        var lookup = new NameLookup(on.Interface.Name, places, canHook);
        return names is null
            ? [MainOf(MainPlace(places, MainAttachment(on)))]
            : names.Split(',', StringSplitOptions.TrimEntries).SelectMany(
                word => word == All ? AllPrograms(on, places, canHook) : [lookup.Find(word, names)]);
    }

    private static ChosenFunction MainOf(ProgramPlace place) => new(place, place.Program.Main);

    private static AttachedProgram MainAttachment(InterfacePrograms on)
    {
        List<XdpAttachment> attachments = [.. on.Attached.Select(one => new XdpAttachment(one.Mode, one.Program.Id))];
        return on.Attached[attachments.IndexOf(TargetDiscovery.Traceable(attachments))];
    }

    /// <summary>The program itself, or the one that a dispatcher runs alone.</summary>
    private static ProgramPlace MainPlace(IReadOnlyList<ProgramPlace> places, AttachedProgram attached)
    {
        if (Alone(attached) is { } component)
            return Find(places, component.Program);
        return attached is { Dispatcher.ProgramCount: 1, Missing: { } missing }
            ? throw new CaptureException(new ComponentsUnknown(attached.Program.Title, missing))
            : Find(places, attached.Program);
    }

    /// <summary>The only component, where it stands for the whole: it runs in the place of the program itself, or is all that a dispatcher
    /// runs.</summary>
    private static XdpComponent? Alone(AttachedProgram attached) => attached.Replacement
        ?? (attached is { Dispatcher.ProgramCount: 1, Components: [var only, ..] } ? only : null);

    private static ProgramPlace Find(IReadOnlyList<ProgramPlace> places, XdpProgram program) =>
        places.First(place => place.Program.Id == program.Id);

    private static IEnumerable<ChosenFunction> AllPrograms(
        InterfacePrograms on, IReadOnlyList<ProgramPlace> places, Func<XdpProgram, bool> canHook)
    {
        var wanted = on.Attached.Where(attached => canHook(attached.Program)).ToList();
        if (wanted.Count == 0)
            yield return MainOf(Find(places, MainAttachment(on).Program));
        foreach (var attached in wanted)
        {
            if (attached.Missing is { } missing)
                throw new CaptureException(new ComponentsUnknown(attached.Program.Title, missing));
            foreach (var place in places.Where(place => place.Attached == attached))
            {
                if (place.IsComponent || Alone(attached) is null)
                    yield return MainOf(place);
            }
        }
    }
}
