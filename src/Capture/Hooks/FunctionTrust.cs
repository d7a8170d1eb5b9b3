using Capture.Emission;
using Capture.Reasons;
using Capture.Selection;
using Capture.Targets;
using Ebpf.Asm;
using Ebpf.Objects;
using static Capture.Emission.Sizes;
using static Ebpf.Asm.Register;

namespace Capture.Hooks;

/// <summary>
/// Finds out how far the declaration of a function that is not a program's main one can be trusted: a compiler may drop arguments of a
/// static function, and what it returns, and leaves its type information as it was.
/// </summary>
internal static class FunctionTrust
{
    /// <summary>Asks the kernel and the program's instructions about each function of a plan that takes it.</summary>
    /// <exception cref="CaptureException">A program cannot be opened any more.</exception>
    public static TargetPlan Examine(TargetPlan plan, XdpBuffOffsets offsets) =>
        plan with { Captured = [.. plan.Captured.Select(function => Examine(plan, function, offsets))] };

    /// <summary>What will be missing of the functions examined.</summary>
    public static IEnumerable<CaptureNotice> Reservations(TargetPlan plan, CaptureOptions options)
    {
        var asksAction = options.Selection.Actions is not null;
        foreach (var function in plan.Captured)
        {
            if (!function.IsContextKnown)
                yield return new ContextDoubtful(function.Title, function.CalledWithin!.Title, asksAction && plan.Captured.Count == 1);
            if (function.ReturnUnknown is not null && options.AtExit)
                yield return new ActionNotTold(function.Title, function.ReturnUnknown.Value);
        }
    }

    private static TargetFunction Examine(TargetPlan plan, TargetFunction function, XdpBuffOffsets offsets)
    {
        if (function.CalledWithin is not { } program)
            return function;
        using var target = TargetDiscovery.OpenProgram(plan.Interface, program.Id);
        return function with
        {
            IsContextKnown = IsContextKnown(target, function, offsets),
            ReturnUnknown = WhyReturnUnknown(target, program, function),
        };
    }

    /// <summary>
    /// Whether the verifier takes the first argument for an xdp_buff: it does if it saw the context there at each call of the function
    /// (bpf_func_info_aux.unreliable in kernel/bpf/btf.c).
    /// </summary>
    private static bool IsContextKnown(BpfProgram target, TargetFunction function, XdpBuffOffsets offsets)
    {
        var spec = new ProgramSpec
        {
            Name = "xdpdump_question",
            Type = ProgramType.Tracing,
            ExpectedAttachType = AttachType.TraceFentry,
            AttachTarget = target,
            AttachBtfId = function.Function,
            Code = new Assembler().Load(U64, R1, R1, 0).Load(U64, R1, R1, offsets.Data).Mov(R0, 0).Exit().Assemble(),
        };
        try
        {
            BpfProgram.Load(spec, new Dictionary<string, BpfMap>()).Dispose();
            return true;
        }
        catch (VerifierException)
        {
            return false;
        }
        catch (BpfException)
        {
            return true; // what stands in the way of this stands in the way of the capture programs, where it is explained
        }
    }

    private static ReturnDoubt? WhyReturnUnknown(BpfProgram target, XdpProgram program, TargetFunction at)
    {
        var index = 0;
        while (program.Functions[index].Id != at.Function)
            index++;
        var function = program.Functions[index];
        if (!function.ReturnsNumber)
            return ReturnDoubt.NoNumber;
        if (!function.IsStatic)
            return null;

        var instructions = target.ReadTranslated();
        if (instructions.Length == 0)
            return ReturnDoubt.InstructionsHidden;
        FunctionExtent[] functions =
        [
            .. program.Functions.Select(
                one => new FunctionExtent((int)one.Start, one == program.Main || (!one.IsStatic && one.ReturnsNumber))),
        ];
        return ReturnedValues.FindReal(instructions, functions) is not { } real ? ReturnDoubt.InstructionsUnknown
            : real[index] ? null
            : ReturnDoubt.Dropped;
    }
}
