using Kernel.Tests.Support;
using Linux.Network;

namespace Kernel.Tests.Captures;

/// <summary>Several interfaces in one capture, each with programs of its own.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
[Trait("Needs", "freplace")]
public sealed class DispatcherInterfacesTests : NetworkTest
{
    private const string Other = "rx1";

    public DispatcherInterfacesTests()
    {
        Requires.Fentry();
        Requires.Freplace();
    }

    [Fact]
    public void Two_interfaces_are_captured_into_one_file_with_interfaces_of_their_own()
    {
        var sender = AddPair(Other, "tx1");
        using var chain = XdpLoader.Load(Network, SamplePrograms.Pass, SamplePrograms.Rewrite);
        using var alone = DirectProgram.AttachTo(Network, Other, SamplePrograms.Drop, "xdp_drop", XdpMode.Native);
        using var file = new TracedFile();

        using var tool = Dispatching.CaptureFile(
            Network, file, 6,
            () =>
            {
                Send(Dispatching.FrameWith(1));
                SendFrom(sender, Dispatching.FrameWith(2));
                Send(Dispatching.FrameWith(3));
            },
            "-i", $"{Receiver},{Other}", "--rx-capture", "entry,exit");

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
        var sender = AddPair(Other, "tx1");
        using var chain = XdpLoader.Load(Network, SamplePrograms.Pass, SamplePrograms.Count);
        using var alone = DirectProgram.AttachTo(Network, Other, SamplePrograms.Drop, "xdp_drop", XdpMode.Generic);
        using var tool = StartCapturing("-i", $"{Network.IndexOf(Other)},{Receiver}", "-p", "all", "--rx-capture", "exit");

        SendFrom(sender, Frames.Plain(60));
        Send(Frames.Plain(61));
        tool.WaitForLines(4);
        tool.Interrupt();

        Assert.Equal(
            [
                (Network.IndexOf(Other), "xdp_drop()@exit[DROP]", 1ul),
                (Network.ReceiverIndex, "xdp_count()@exit[PASS]", 2),
                (Network.ReceiverIndex, "xdp_pass()@exit[PASS]", 2),
                (Network.ReceiverIndex, "xdp_dispatcher()@exit[PASS]", 2),
            ],
            TextRecord.ReadAll(tool.Output).Select(record => (record.InterfaceIndex, record.Place, record.Id)));
    }
}
