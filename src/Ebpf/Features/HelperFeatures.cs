using Ebpf.Asm;
using Ebpf.Objects;
using Linux;
using Linux.Processes;
using static Ebpf.Asm.Register;

namespace Ebpf.Features;

/// <summary>The helpers that the programs emitted by this project call, by type of program.</summary>
/// <remarks>
/// A program is loaded that calls the helper without giving it arguments. A verifier that knows the helper takes that, or blames the
/// arguments (EACCES); one that does not names the helper (EINVAL): check_helper_call in kernel/bpf/verifier.c. A kernel locked down for
/// confidentiality hides the helpers that read its memory in the same words.
/// </remarks>
public static class HelperFeatures
{
    private static readonly string[] s_blamesHelper = ["invalid func ", "unknown func ", "cannot use helper "];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<KernelFeature> All => [.. s_features.Values];

    // Linux 4.8 gave XDP programs those that 4.1 had given others; tracing programs came with 5.5, syscall programs with 5.14.
    private static readonly Dictionary<(ProgramType, Helper), KernelFeature> s_features =
        new (ProgramType Type, Helper Helper, Version Since)[]
    {
        (ProgramType.Xdp, Helper.MapLookupElement, new(4, 8)),
        (ProgramType.Xdp, Helper.KtimeGetNs, new(4, 8)),
        (ProgramType.Xdp, Helper.GetSmpProcessorId, new(4, 8)),
        (ProgramType.Xdp, Helper.RingbufOutput, new(5, 8)),
        (ProgramType.Xdp, Helper.ProbeReadKernel, new(5, 10)),
        (ProgramType.Xdp, Helper.XdpGetBuffLen, new(5, 18)),
        (ProgramType.Xdp, Helper.XdpLoadBytes, new(5, 18)),
        (ProgramType.Tracing, Helper.MapLookupElement, new(5, 5)),
        (ProgramType.Tracing, Helper.KtimeGetNs, new(5, 5)),
        (ProgramType.Tracing, Helper.GetSmpProcessorId, new(5, 5)),
        (ProgramType.Tracing, Helper.ProbeReadKernel, new(5, 5)),
        (ProgramType.Tracing, Helper.RingbufOutput, new(5, 8)),
        (ProgramType.Syscall, Helper.ProbeReadKernel, new(5, 14)),
        (ProgramType.Syscall, Helper.KallsymsLookupName, new(5, 16)),
    }.ToDictionary(one => (one.Type, one.Helper), one => Feature(one.Type, one.Helper, one.Since));

    /// <summary>A helper in programs of a type.</summary>
    /// <exception cref="ArgumentException">No program of ours calls it.</exception>
    public static KernelFeature Of(ProgramType type, Helper helper) => s_features.TryGetValue((type, helper), out var feature)
        ? feature
        : throw new ArgumentException($"no {type} program here calls {HelperNames.Find((int)helper)}", nameof(helper));

    private static KernelFeature Feature(ProgramType type, Helper helper, Version since)
    {
        var isPlain = type == ProgramType.Xdp && helper != Helper.ProbeReadKernel;
        Capability[] takes = isPlain ? ProbePrograms.XdpTakes : ProbePrograms.TracingTakes;
        return new KernelFeature($"{HelperNames.Find((int)helper)} in {type} programs", since, takes, () => Ask(type, helper, takes));
    }

    private static FeatureSupport Ask(ProgramType type, Helper helper, Capability[] takes)
    {
        var program = new ProgramSpec
        {
            Name = ProbePrograms.Name,
            Type = type,
            Flags = type == ProgramType.Syscall ? ProgramFlags.Sleepable : ProgramFlags.None,
            Code = new Assembler().Call(helper).Mov(R0, 0).Exit().Assemble(),
        };
        try
        {
            return type == ProgramType.Tracing
                ? ProbePrograms.Aim(program with { ExpectedAttachType = AttachType.TraceFexit }, _ => FeatureSupport.Supported)
                : ProbePrograms.TryLoad(program);
        }
        catch (VerifierException refusal) when (IsOfArguments(refusal))
        {
            return FeatureSupport.Supported;
        }
        catch (VerifierException refusal) when (IsOfHelper(refusal))
        {
            // Some helpers are there for those only who may.
            return PermissionDenial.MissingOf(takes, HostPrivileges.Real) is { Count: > 0 } missing
                ? new FeatureRefused(refusal.Message, new CapabilitiesDenied(missing))
                : new FeatureUnsupported(refusal.Message, refusal.Errno);
        }
    }

    private static bool IsOfArguments(VerifierException refusal) => refusal.Errno == Errno.EACCES;

    /// <summary>
    /// "invalid func unknown#189", "unknown func bpf_loop#181", and on newer kernels "program of this type cannot use helper bpf_loop#181".
    /// </summary>
    private static bool IsOfHelper(VerifierException refusal) => refusal.Errno == Errno.EINVAL
        && s_blamesHelper.Any(words => refusal.Log.Contains(words, StringComparison.Ordinal));
}
