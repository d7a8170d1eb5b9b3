using System.Globalization;
using Ebpf.Asm;
using Ebpf.Btf;
using Ebpf.Objects;
using Linux;

namespace Kernel.Tests.Support;

/// <summary>
/// What a test needs of the kernel. A class marked with the trait <c>Needs=fentry</c> is run where fentry is to be had:
/// natively, or in the VM; so is one marked <c>Needs=freplace</c>. A skip always says why.
/// </summary>
internal static class Requires
{
    private static readonly Lazy<string?> s_fentryRefusal = new(FentryRefusal), s_freplaceRefusal = new(FreplaceRefusal);

    /// <summary>fentry and fexit on BPF programs.</summary>
    public static void Fentry() => Assert.SkipWhen(s_fentryRefusal.Value is not null, $"this kernel refuses fentry: {s_fentryRefusal.Value}");

    /// <summary>Replacing a program's function by another program, which is how libxdp's dispatcher calls its components.</summary>
    public static void Freplace() => Assert.SkipWhen(
        s_freplaceRefusal.Value is not null, $"this kernel refuses freplace, so there are no dispatchers: {s_freplaceRefusal.Value}");

    /// <summary>A kernel that refuses fentry to root.</summary>
    public static void FentryForbidden() =>
        Assert.SkipUnless(s_fentryRefusal.Value == "EPERM", $"this kernel does not forbid fentry: {s_fentryRefusal.Value ?? "it allows it"}");

    /// <summary>Live frames of test runs, from Linux 5.18 on.</summary>
    public static void LiveFrames() => Assert.SkipWhen(Release < new Version(5, 18), $"Linux {Release} has no live frames (5.18)");

    /// <summary>Packets in several buffers, from Linux 5.18 on.</summary>
    public static void SeveralBuffers() =>
        Assert.SkipWhen(Release < new Version(5, 18), $"Linux {Release} has no XDP packets in several buffers (5.18)");

    /// <summary>A kernel that tells its addresses to nobody without CAP_SYSLOG.</summary>
    public static void SecretAddresses() => Assert.SkipWhen(
        int.Parse(File.ReadAllText("/proc/sys/kernel/perf_event_paranoid"), CultureInfo.InvariantCulture) <= 1,
        "kernel.perf_event_paranoid lets everyone see the kernel's addresses");

    public static Version Release { get; } = Capture.Hooks.KernelRelease.Current;

    private static string? FentryRefusal() => Refusal(new ProgramSpec
    {
        Name = "probe",
        Type = ProgramType.Tracing,
        ExpectedAttachType = AttachType.TraceFentry,
        Code = new Assembler().Mov(Register.R0, 0).Exit().Assemble(),
    });

    private static string? FreplaceRefusal()
    {
        var (btf, function) = XdpProgramBtf.Create("probe");
        return Refusal(new ProgramSpec
        {
            Name = "probe",
            Type = ProgramType.Extension,
            Btf = btf,
            Functions = [new FunctionInfo(0, function.Value)],
            Code = new Assembler().Mov(Register.R0, 2).Exit().Assemble(),
        });
    }

    /// <summary>Why a program aimed at an XDP program's main function is refused; null when it is not.</summary>
    private static string? Refusal(ProgramSpec probe)
    {
        using var target = new TargetProgram(new TargetSpec());
        var spec = probe with
        {
            AttachTarget = target.Program,
            AttachBtfId = new(target.Program.GetInfo().Functions[0].TypeId),
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
