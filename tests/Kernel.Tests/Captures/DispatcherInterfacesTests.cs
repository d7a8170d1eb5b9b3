using Kernel.Tests.Support;
using Linux.Network;

namespace Kernel.Tests.Captures;

/// <summary>Several interfaces in one capture, each with programs of its own.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
[Trait("Needs", "freplace")]
public sealed class DispatcherInterfacesTests
{
    private const string Other = "rx1", OtherSender = "tx1";

    public DispatcherInterfacesTests()
    {
        Requires.Fentry();
        Requires.Freplace();
    }

    [Fact]
    public void Two_interfaces_are_captured_into_one_file_with_interfaces_of_their_own()
    {
        using var network = WithOther();
        using var chain = XdpLoader.Load(network, SamplePrograms.Pass, SamplePrograms.Rewrite);
        using var alone = DirectProgram.AttachTo(network, Other, SamplePrograms.Drop, "xdp_drop", XdpMode.Native);
        using var file = new TracedFile();
        var sender = network.IndexOf(OtherSender);

        using var tool = Dispatching.CaptureFile(
            network, file, 6,
            () =>
            {
                FrameSender.Send(network, Dispatching.FrameWith(1));
                FrameSender.SendFrom(network, sender, [Dispatching.FrameWith(2)]);
                FrameSender.Send(network, Dispatching.FrameWith(3));
            },
            "-i", $"{TestNetwork.Receiver},{Other}", "--rx-capture", "entry,exit");

        Assert.Equal(
            [
                ("rx0@fentry", "rx0:xdp_dispatcher()@fentry"), ("rx0@fexit", "rx0:xdp_dispatcher()@fexit"),
                ("rx1@fentry", "rx1:xdp_drop()@fentry"), ("rx1@fexit", "rx1:xdp_drop()@fexit"),
            ],
            file.Interfaces.Select(one => (one.Name!, one.Description!)).OrderBy(one => one));
        Assert.Equal(
            [2ul, 2ul, 1ul, 1ul],
            file.Statistics.OrderBy(one => file.Interfaces[(int)one.InterfaceId].Name).Select(one => one.Received!.Value));
        // Numbers go through both interfaces, each packet's own.
        Assert.Equal(
            [("rx0", 1, 1ul), ("rx0", 2, 1ul), ("rx1", 2, 2ul), ("rx1", 2, 2ul), ("rx0", 3, 3ul), ("rx0", 4, 3ul)],
            file.Packets.Select(packet => (
                file.Interfaces[(int)packet.InterfaceId].Name!.Split('@')[0], (int)packet.Data[Frames.NumberOffset], packet.Id!.Value)));
    }

    [Fact]
    public void All_programs_of_all_interfaces_are_captured()
    {
        using var network = WithOther();
        using var chain = XdpLoader.Load(network, SamplePrograms.Pass, SamplePrograms.Count);
        using var alone = DirectProgram.AttachTo(network, Other, SamplePrograms.Drop, "xdp_drop", XdpMode.Generic);
        var sender = network.IndexOf(OtherSender);
        using var tool = XdpdumpProcess.StartCapturing(
            network, "-i", $"{network.IndexOf(Other)},{TestNetwork.Receiver}", "-p", "all", "--rx-capture", "exit");

        FrameSender.SendFrom(network, sender, [Frames.Plain(60)]);
        FrameSender.Send(network, Frames.Plain(61));
        tool.WaitForLines(4);
        tool.Interrupt();

        Assert.Equal(
            [
                (network.IndexOf(Other), "xdp_drop()@exit[DROP]", 1ul),
                (network.ReceiverIndex, "xdp_count()@exit[PASS]", 2),
                (network.ReceiverIndex, "xdp_pass()@exit[PASS]", 2),
                (network.ReceiverIndex, "xdp_dispatcher()@exit[PASS]", 2),
            ],
            TextRecord.ReadAll(tool.Output).Select(record => (record.InterfaceIndex, record.Place, record.Id)));
    }

    private static TestNetwork WithOther()
    {
        var network = new TestNetwork();
        network.Ip("link", "add", Other, "type", "veth", "peer", "name", OtherSender);
        network.Ip("link", "set", Other, "up");
        network.Ip("link", "set", OtherSender, "up");
        return network;
    }
}
