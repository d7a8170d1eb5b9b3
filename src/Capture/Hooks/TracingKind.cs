using Capture.Reasons;
using Capture.Targets;

namespace Capture.Hooks;

/// <summary>fentry and fexit programs: at functions of loaded XDP programs whose type information the kernel has.</summary>
internal sealed class TracingKind : IHookKind
{
    private static readonly TracingKind s_kind = new();

    public CaptureReason? Obstacle(string on, XdpProgram? program) => program switch
    {
        null => new NothingToAttachTo(on),
        { Unseen: { } reason } => reason,
        { IsOffloaded: true } => new ProgramOffloaded(on, program.Id),
        { HasBtf: false } => new ProgramWithoutBtf(program.Name ?? "", program.Id),
        { BtfProblem: { } problem } => new ProgramBtfUnreadable(program.Name ?? "", program.Id, problem),
        { Main: null } => new ProgramWithoutFunctions(program.Name ?? "", program.Id),
        _ => null,
    };

    /// <summary>Why a function cannot be hooked; null where nothing that is known is in the way.</summary>
    public CaptureReason? Obstacle(InterfacePrograms on, ChosenFunction chosen)
    {
        var (place, program) = (chosen.Place, chosen.Place.Program);
        if (Obstacle(on.Interface.Name, program) is { } reason)
            return reason;
        var function = chosen.Function!;
        var name = program.NameOf(function);
        if (place.ReplacementOf(function) is { } replacement)
        {
            return function == program.Main
                ? new DispatcherReplaced(name, replacement.Program.Title)
                : new FunctionReplaced(name, replacement.Program.Title);
        }

        if (!program.TakesPacket(function))
            return new TakesNoPacket(name, [.. ProgramPlace.Of(on).SelectMany(one => one.Names())]);
        // The kernel hooks the first of those that share a type, and a name does not tell them apart.
        return function == program.Main || program.Functions.Count(other => other.Name == function.Name) == 1
            ? null
            : new SeveralOfOneName(name, program.Title);
    }

    /// <summary>Finds where to capture on an interface.</summary>
    /// <param name="on">The interface's programs.</param>
    /// <param name="names">As for <see cref="TargetSelection.Choose"/>.</param>
    /// <returns>At least one function, outermost first.</returns>
    /// <exception cref="CaptureException">Nothing can be captured at what is named.</exception>
    public static TargetPlan Plan(InterfacePrograms on, string? names)
    {
        var interfaceName = on.Interface.Name;
        if (on.Attached.Count == 0)
            throw new CaptureException(s_kind.Obstacle(interfaceName, program: null)!);
        var chosen = new List<ChosenFunction>();
        foreach (var one in TargetSelection.Choose(on, names, program => s_kind.Obstacle(interfaceName, program) is null))
        {
            if (s_kind.Obstacle(on, one) is { } reason)
                throw new CaptureException(reason);
            chosen.Add(one);
        }

        chosen = [.. chosen.Distinct().OrderBy(one => one.Order)];
        return new TargetPlan(
            on.Interface, [.. chosen.Select(Target)], Outermost(on, chosen) is { } outermost ? Target(outermost) : null);
    }

    /// <summary>The attached program's main function, or that of the program that runs in its place; null if that cannot be hooked, or if
    /// not all of the chosen run within it.</summary>
    private static ChosenFunction? Outermost(InterfacePrograms on, List<ChosenFunction> chosen)
    {
        var attached = chosen[0].Place.Attached;
        var program = attached.Replacement?.Program ?? attached.Program;
        var place = ProgramPlace.Of(on).First(place => place.Program.Id == program.Id);
        var encloses = chosen.TrueForAll(one => attached.Replacement is null ? one.Place.Attached == attached : one.Place == place);
        return encloses && program.Main is { } main && s_kind.Obstacle(on.Interface.Name, program) is null && program.TakesPacket(main)
            ? new ChosenFunction(place, main)
            : null;
    }

    private static TargetFunction Target(ChosenFunction chosen)
    {
        var function = chosen.Function!;
        var program = chosen.Place.Program;
        return new TargetFunction(
            program.Id, function.Id, function.Name, function.HasTypedContext, function.ParameterCount, chosen.Place.Attached.Mode)
        {
            CalledWithin = function == program.Main ? null : program,
        };
    }
}
