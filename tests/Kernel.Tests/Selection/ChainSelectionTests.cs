using Kernel.Tests.Captures;
using Kernel.Tests.Support;

namespace Kernel.Tests.Selection;

/// <summary>Several programs: one decision for a packet and all its records.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
[Trait("Needs", "freplace")]
public sealed class ChainSelectionTests : NetworkTest
{
    public ChainSelectionTests()
    {
        Requires.Fentry();
        Requires.Freplace();
    }

    [Theory]
    [InlineData("all", new[] { "xdp_dispatcher()@entry", "xdp_early_drop()@entry", "xdp_action()@entry" })]
    [InlineData("xdp_early_drop,xdp_action,xdp_late_pass", new[] { "xdp_early_drop()@entry", "xdp_action()@entry" })]
    public void The_outermost_programs_action_decides_for_all(string programs, string[] places)
    {
        using var loader = XdpLoader.Load(Network, SamplePrograms.LatePass, SamplePrograms.Action, SamplePrograms.EarlyDrop);
        // What early_drop returns is "drop" each time, and the chain goes on; what action returns is the dispatcher's in the end.
        byte[][] frames = [.. new byte[] { 2, 1, 2, 1, 0, 2 }.Select(Dispatching.FrameWith)];
        var records = Dispatching.CaptureText(Network, frames, 2 * places.Length, "-p", programs, "--action", "drop");

        Assert.Equal([.. places, .. places], records.Select(record => record.Place));
        Assert.Equal(Enumerable.Repeat(1ul, places.Length).Concat(Enumerable.Repeat(2ul, places.Length)), records.Select(record => record.Id));
    }

    [Fact]
    public void A_filter_is_asked_at_the_first_point_that_captures()
    {
        using var loader = XdpLoader.LoadOn(
            Network, Receiver, Linux.Network.XdpMode.Native, [.. Enumerable.Repeat(SamplePrograms.Rewrite, 3)]);
        byte[][] frames = [.. new byte[] { 10, 11, 12, 13 }.Select(Dispatching.FrameWith)];

        // Each program adds one: at exit the first of them makes 12 of 11.
        AssertFirstBytes([(12, 1), (13, 1), (14, 1)], "components", "entry");
        AssertFirstBytes([(12, 1), (12, 1), (13, 1), (14, 1)], "all", "entry");
        AssertFirstBytes([(12, 1), (13, 1), (14, 1), (14, 1)], "all", "exit", filter: 12);

        void AssertFirstBytes((byte Byte, ulong Id)[] expected, string programs, string points, int filter = 12)
        {
            using var file = new TracedFile();
            string[] chosen = programs == "all" ? ["-p", "all"] : ["-p", string.Join(',', Components())];
            using var tool = Dispatching.CaptureFile(
                Network, file, expected.Length, () => Send(frames),
                ["-i", Receiver, .. chosen, "--rx-capture", points, $"ether[{Frames.NumberOffset}] = {filter}"]);
            Assert.Equal(expected, file.Packets.Select(packet => (packet.Data[Frames.NumberOffset], packet.Id!.Value)));
        }
    }

    [Fact]
    public void A_change_by_any_program_makes_all_records_wanted()
    {
        using var loader = XdpLoader.Load(Network, SamplePrograms.Rewrite, SamplePrograms.Pass);
        using var file = new TracedFile();
        using var tool = Dispatching.CaptureFile(
            Network, file, 6, () => Send(Dispatching.FrameWith(1)),
            "-i", Receiver, "-p", "all", "--rx-capture", "entry,exit", "--only-modified");
        Assert.All(file.Packets, packet => Assert.Equal(1ul, packet.Id));
    }

    private IEnumerable<string> Components()
    {
        using var list = RunToEnd("-D", "-i", Receiver);
        return list.Output.Split('\n').Where(line => line.Contains("=>", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3]);
    }
}
