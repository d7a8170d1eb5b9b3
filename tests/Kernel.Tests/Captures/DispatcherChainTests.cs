using Kernel.Tests.Support;
using Linux.Network;

namespace Kernel.Tests.Captures;

/// <summary>A packet's way through a dispatcher's chain is told in the order it happened, under one number.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
[Trait("Needs", "freplace")]
public sealed class DispatcherChainTests : NetworkTest
{
    private const byte Pass = 2;

    public DispatcherChainTests()
    {
        Requires.Fentry();
        Requires.Freplace();
    }

    [Theory]
    [InlineData(XdpMode.Native, 2)]
    [InlineData(XdpMode.Generic, 3)]
    [InlineData(XdpMode.Native, 4)]
    [InlineData(XdpMode.Native, 5)]
    public void Each_programs_entry_and_exit_are_recorded_as_the_packet_was_then(XdpMode mode, int programs)
    {
        const int Count = 3;
        using var loader = XdpLoader.LoadOn(
            Network, Receiver, mode, [.. Enumerable.Repeat(SamplePrograms.Rewrite, programs)]);
        using var file = new TracedFile();
        byte[][] frames = [.. Enumerable.Range(0, Count).Select(number => Dispatching.FrameWith((byte)(16 * number)))];
        var (perPacket, words) = (2 * (programs + 1), (string[])["-i", Receiver, "-p", "all", "--rx-capture", "entry,exit"]);

        using var tool = Dispatching.CaptureFile(Network, file, Count * perPacket, () => Send(frames), words);

        string[] names = [.. loader.Components.Select((one, at) => at == 0 ? one.Name : $"{one.Name}@{one.Id}")];
        var expected = Enumerable.Range(0, Count).SelectMany(number => Way((byte)(16 * number), names)
            .Select(step => ((ulong?)(number + 1), step.Place, step.Byte, step.Verdict)));
        Assert.Equal(expected, file.Packets.Select(packet =>
            (packet.Id, file.Interfaces[(int)packet.InterfaceId].Description!, packet.Data[Frames.NumberOffset], packet.Verdict)));
        Assert.Equal(file.Packets.Select(packet => packet.Timestamp).Order(), file.Packets.Select(packet => packet.Timestamp));

        // Programs of one name are capture points of their own, with the same packets in each; the later ones' names have their ids.
        var points = file.Packets.Select(packet => packet.InterfaceId).Chunk(perPacket).ToArray();
        Assert.Equal(perPacket, points[0].Distinct().Count());
        Assert.All(points, ids => Assert.Equal(points[0], ids));
        Assert.Equal(perPacket, file.Interfaces.Count);
        Assert.All(file.Statistics, one => Assert.Equal(((ulong?)Count, (ulong?)0), (one.Received, one.Dropped)));
    }

    [Fact]
    [Trait("Kernels", "all")]
    public void Chain_actions_decide_how_far_a_packet_goes()
    {
        using var loader = XdpLoader.Load(Network, SamplePrograms.LatePass, SamplePrograms.Action, SamplePrograms.EarlyDrop);
        byte[][] frames = [.. new byte[] { 1, Pass, 0 }.Select(Dispatching.FrameWith)];
        string[] begins = ["xdp_dispatcher()@entry", "xdp_early_drop()@entry", "xdp_early_drop()@exit[DROP]", "xdp_action()@entry"];
        (ulong Id, string Place)[] expected =
        [
            .. begins.Select(place => (1ul, place)),
            (1, "xdp_action()@exit[DROP]"), (1, "xdp_dispatcher()@exit[DROP]"),
            .. begins.Select(place => (2ul, place)),
            (2, "xdp_action()@exit[PASS]"), (2, "xdp_late_pass()@entry"), (2, "xdp_late_pass()@exit[PASS]"),
            (2, "xdp_dispatcher()@exit[PASS]"),
            .. begins.Select(place => (3ul, place)),
            (3, "xdp_action()@exit[ABORTED]"), (3, "xdp_dispatcher()@exit[ABORTED]"),
        ];

        var records = Dispatching.CaptureText(Network, frames, expected.Length, "-p", "all", "--rx-capture", "entry,exit");

        Assert.Equal(expected, records.Select(record => (record.Id, record.Place)));
        Assert.All(records, record => Assert.Equal((60, Network.ReceiverIndex, 0), (record.Size, record.InterfaceIndex, record.Queue)));
    }

    /// <summary>What a chain of xdp_rewrite, each adding one, makes of a packet with this byte.</summary>
    private static IEnumerable<(string Place, byte Byte, ulong? Verdict)> Way(byte first, string[] programs)
    {
        yield return ($"{Receiver}:xdp_dispatcher()@fentry", first, null);
        for (var done = 0; done < programs.Length; done++)
        {
            yield return ($"{Receiver}:{programs[done]}()@fentry", (byte)(first + done), null);
            yield return ($"{Receiver}:{programs[done]}()@fexit", (byte)(first + done + 1), Pass);
        }

        yield return ($"{Receiver}:xdp_dispatcher()@fexit", (byte)(first + programs.Length), Pass);
    }
}
