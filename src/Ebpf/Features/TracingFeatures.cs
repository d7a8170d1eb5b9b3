using System.Runtime.InteropServices;
using Ebpf.Asm;
using Ebpf.Objects;
using Linux;
using static Ebpf.Asm.Register;

namespace Ebpf.Features;

/// <summary>Programs that trace or replace functions of other programs.</summary>
public static class TracingFeatures
{
    /// <summary>
    /// fentry and fexit on BPF programs (BPF_PROG_TYPE_TRACING with attach_prog_fd): Linux 5.5, commit 5b92a28aae4d; the trampolines they
    /// take came to arm64 with 6.0, commit efc9909fdce0. Where there are none, it is the attaching that answers ENOTSUPP (524).
    /// </summary>
    public static KernelFeature Fentry { get; } = new(
        "fentry and fexit on BPF programs", WithTrampolines(new Version(5, 5)), ProbePrograms.TracingTakes,
        () => ProbePrograms.Aim(Tracer, TryAttach));

    /// <summary>
    /// Replacing a function of a program by a program (BPF_PROG_TYPE_EXT, freplace), which is how libxdp's dispatcher calls its
    /// components: Linux 5.6, commit be8704ff07d2; on arm64 as for <see cref="Fentry"/>.
    /// </summary>
    public static KernelFeature Freplace { get; } = new(
        "replacing functions of BPF programs (freplace)", WithTrampolines(new Version(5, 6)), ProbePrograms.TracingTakes,
        () => ProbePrograms.Aim(Replacement, TryAttach));

    /// <summary>
    /// bpf_link_info of a tracing link tells the program and the function it is attached to (target_obj_id, target_btf_id): Linux 5.13,
    /// commit 441e8c66b23e. Without, extensions are found by their pins only.
    /// </summary>
    public static KernelFeature LinkTargets { get; } = new(
        "targets in the info of tracing links", WithTrampolines(new Version(5, 13)), ProbePrograms.TracingTakes,
        () => ProbePrograms.Aim(Tracer, TellsTarget));

    /// <summary>A fexit program: its trampoline calls the function, too, which is all that a trampoline can be asked for.</summary>
    internal static ProgramSpec Tracer => new()
    {
        Name = ProbePrograms.Name,
        Type = ProgramType.Tracing,
        ExpectedAttachType = AttachType.TraceFexit,
        Code = new Assembler().Mov(R0, 0).Exit().Assemble(),
    };

    private static ProgramSpec Replacement => ProbePrograms.WithTypes(ProbePrograms.Pass, out _) with { Type = ProgramType.Extension };

    private static Version WithTrampolines(Version first)
    {
        var trampolines = new Version(6, 0);
        return RuntimeInformation.ProcessArchitecture == Architecture.Arm64 && first < trampolines ? trampolines : first;
    }

    private static FeatureSupport TryAttach(BpfProgram program)
    {
        BpfLink.AttachTracing(program).Dispose();
        return FeatureSupport.Supported;
    }

    private static FeatureSupport TellsTarget(BpfProgram program)
    {
        using var link = BpfLink.AttachTracing(program);
        return link.GetInfo() is { TargetObjectId: not null, TargetBtfTypeId: not null }
            ? FeatureSupport.Supported
            : new FeatureUnsupported("the info of a tracing link has no target", Errno.None);
    }
}
