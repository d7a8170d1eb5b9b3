using Ebpf.Objects;
using Linux;
using Linux.Network;

namespace Ebpf.Features;

/// <summary>What XDP programs can do and be attached by.</summary>
public static class XdpFeatures
{
    private const int LoopbackIndex = 1; // LOOPBACK_IFINDEX of include/linux/netdevice.h, in every namespace
    private const int ShortestFrame = 64;

    /// <summary>XDP programs that take packets in several buffers (BPF_F_XDP_HAS_FRAGS): Linux 5.18, commit c2f2cdbeffda.</summary>
    public static KernelFeature Fragments { get; } = new(
        "XDP on packets in several buffers (frags)", new Version(5, 18), ProbePrograms.XdpTakes,
        () => ProbePrograms.TryLoad(ProbePrograms.Pass with { Flags = ProgramFlags.XdpHasFragments }));

    /// <summary>Test runs whose packets are real (BPF_F_TEST_XDP_LIVE_FRAMES): Linux 5.18, commit b530e9e1063e.</summary>
    public static KernelFeature LiveFrames { get; } = new(
        "live frames in test runs", new Version(5, 18), ProbePrograms.XdpTakes, RunLiveFrame);

    /// <summary>Attaching XDP programs by a link (BPF_LINK_CREATE with BPF_XDP): Linux 5.9, commit aa8d3a716b59.</summary>
    public static KernelFeature Links { get; } = new("links of XDP programs", new Version(5, 9), ProbePrograms.XdpTakes, TryLink);

    /// <summary>
    /// The one packet is dropped, so that nobody sees it. Older kernels do not look at the flag, and run the program as ever: it is the
    /// size of a batch, which came with it, that they refuse.
    /// </summary>
    private static FeatureSupport RunLiveFrame()
    {
        using var drop = ProbePrograms.Load(ProbePrograms.Xdp(new Asm.Assembler().Mov(Asm.Register.R0, 1).Exit()));
        drop.TestRun(new TestRunOptions { Data = new byte[ShortestFrame], LiveFrames = true, BatchSize = 1 });
        return FeatureSupport.Supported;
    }

    /// <summary>
    /// The loopback device cannot run programs itself, so that nothing is ever attached: a kernel with such links says so of the device
    /// (EOPNOTSUPP, dev_xdp_attach in net/core/dev.c), one without does not know what is asked (EINVAL).
    /// </summary>
    private static FeatureSupport TryLink()
    {
        using var program = ProbePrograms.Load(ProbePrograms.Pass);
        try
        {
            BpfLink.AttachXdp(program, LoopbackIndex, XdpMode.Offloaded).Dispose();
            return FeatureSupport.Supported;
        }
        catch (BpfException refusal) when (refusal.Errno == Errno.EOPNOTSUPP)
        {
            return FeatureSupport.Supported;
        }
    }
}
