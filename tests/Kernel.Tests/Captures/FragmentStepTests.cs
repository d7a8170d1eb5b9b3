using Capture.Emission;
using Capture.Hooks;
using Capture.Rings;
using Ebpf.Btf;
using Ebpf.Objects;
using Kernel.Tests.Support;
using Linux.Network;
using PacketFiles;

namespace Kernel.Tests.Captures;

/// <summary>Fragments longer than what is copied at once, which a veth pair does not have: by a smaller step.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
[Trait("Kernels", "all")]
public sealed class FragmentStepTests : NetworkTest
{
    public FragmentStepTests() => Requires.Fentry();

    [Theory]
    [InlineData(1000, 262144)]
    [InlineData(4096, 262144)]
    [InlineData(1024, 8000)]
    public void A_fragment_is_copied_in_several_pieces(int step, int snapLength)
    {
        Requires.SeveralBuffers();
        MakeNetwork(mtu: 65535);
        using var target = Attach(new TargetSpec { Action = 1, SeveralBuffers = true });
        using var maps = RingMaps.Create((uint)snapLength);
        using var rings = new MappedRings(maps.Descriptors);
        using var program = Load(target, maps, step);
        var frames = JumboFrame.Patterned([60, 5000, 9014, 30_000, 60_042]);
        using (BpfLink.AttachTracing(program))
        {
            Send(frames);
            Wait.Until(() => target.Seen == (ulong)frames.Length, "the frames");
        }

        var records = rings.Rings.SelectMany(ring => Records(ring)).OrderBy(packet => packet.OriginalLength).ToList();
        Assert.Equal(frames.Length, records.Count);
        foreach (var (frame, packet) in frames.Zip(records))
            JumboFrame.AssertKept(frame, snapLength, packet);
    }

    private BpfProgram Load(TargetProgram target, RingMaps maps, int step)
    {
        var kernel = BtfBlob.LoadKernel();
        var jumbo = JumboFrames.Find(kernel);
        Assert.Null(jumbo.Limit);
        var filter = InterfaceFilter.Only(Network.ReceiverIndex, (uint)Network.Inside(NetworkNamespace.CurrentInode));
        var context = new TypedContext(XdpBuffOffsets.From(kernel), filter, jumbo.Access! with { Step = step });
        var spec = new ProgramSpec
        {
            Name = "xdpdump_entry",
            Type = ProgramType.Tracing,
            ExpectedAttachType = AttachType.TraceFentry,
            AttachTarget = target.Program,
            AttachBtfId = new(target.Program.GetInfo().Functions[0].TypeId),
            Code = CaptureProgram.Entry(context, new ProgramSettings(maps.Layout) { Processor = RunningProcessor.Kind }, slot: 0, PacketRole.Alone),
        };
        return BpfProgram.Load(spec, maps.ByName);
    }

    private static unsafe List<CapturedPacket> Records(Capture.Rings.CaptureRing ring)
    {
        var packets = new List<CapturedPacket>();
        ring.Refresh(0);
        while (ring.HasRecord)
        {
            Assert.True(EnhancedPacketView.TryParse(new ReadOnlySpan<byte>(ring.Record, (int)ring.RecordLength), out var packet));
            packets.Add(new CapturedPacket(packet.InterfaceId, packet.Timestamp, packet.OriginalLength, packet.Data.ToArray()));
            ring.Advance(ring.RecordLength);
        }

        return packets;
    }
}
