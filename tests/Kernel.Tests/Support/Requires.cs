using Ebpf.Objects;
using Ebpf.Asm;
using Ebpf.Sys;

namespace Kernel.Tests.Support;

/// <summary>
/// What a test needs of the kernel. A class marked with the trait <c>Needs=fentry</c> is run where fentry is to be had:
/// natively, or in the VM. A skip always says why.
/// </summary>
internal static class Requires
{
    private static readonly Lazy<string?> s_fentryRefusal = new(FentryRefusal);

    /// <summary>fentry and fexit on BPF programs.</summary>
    public static void Fentry() => Assert.SkipWhen(s_fentryRefusal.Value is not null, $"this kernel refuses fentry: {s_fentryRefusal.Value}");

    /// <summary>A kernel that refuses fentry to root.</summary>
    public static void FentryForbidden() =>
        Assert.SkipUnless(s_fentryRefusal.Value == "EPERM", $"this kernel does not forbid fentry: {s_fentryRefusal.Value ?? "it allows it"}");

    /// <summary>Live frames of test runs, from Linux 5.18 on.</summary>
    public static void LiveFrames() => Assert.SkipWhen(Release < new Version(5, 18), $"Linux {Release} has no live frames (5.18)");

    public static Version Release { get; } = Capture.Attachment.KernelRelease.Current;

    private static string? FentryRefusal()
    {
        using var target = new TargetProgram(new TargetSpec());
        var spec = new ProgramSpec
        {
            Name = "probe",
            Type = ProgramType.Tracing,
            ExpectedAttachType = AttachType.TraceFentry,
            AttachTarget = target.Program,
            AttachBtfId = new(target.Program.GetInfo().Functions[0].TypeId),
            Code = new Assembler().Mov(Register.R0, 0).Exit().Assemble(),
        };
        try
        {
            BpfProgram.Load(spec, new Dictionary<string, BpfMap>()).Dispose();
            return null;
        }
        catch (BpfException refusal)
        {
            return refusal.Errno == Errno.EPERM ? "EPERM" : refusal.Message;
        }
    }
}
