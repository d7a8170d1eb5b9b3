using Kernel.Tests.Support;
using Linux.Network;

namespace Kernel.Tests.Captures;

/// <summary>The public tool and ours on the same programs at the same time: they say the same of the same packets.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
[Trait("Needs", "freplace")]
public sealed class BothToolsTests : NetworkTest
{
    private const int Count = 20;

    private static readonly string[] s_words = ["-i", Receiver, "-p", "all", "--rx-capture", "entry,exit"];

    public BothToolsTests()
    {
        Requires.Fentry();
        Requires.Freplace();
    }

    /// <summary>Of all lengths and contents, some of which xdp_action drops.</summary>
    private static byte[][] Sent { get; } = [.. Enumerable.Range(0, Count).Select(number =>
    {
        var frame = Tracing.Patterned(60 + 71 * number, number);
        frame[Frames.NumberOffset] = (byte)(number % 3); // ABORTED, DROP, PASS
        return frame;
    })];

    /// <summary>Records of a packet: entry and exit of the dispatcher and of one or two programs.</summary>
    private static int Records { get; } = Sent.Sum(frame => frame[Frames.NumberOffset] == 2 ? 6 : 4);

    [Fact]
    public void Files_have_the_same_packets_bytes_actions_and_order()
    {
        using var loader = XdpLoader.Load(Network, SamplePrograms.Action, SamplePrograms.Rewrite);
        using var theirs = new TracedFile();
        using var ours = new TracedFile();
        using var their = PublicXdpdump.StartWriting(Network, theirs.Path, s_words);

        using var our = Dispatching.CaptureFile(Network, ours, Records, () => Send(Sent), s_words);
        Wait.Until(() => CaptureFile.CountPackets(theirs.Path) >= Records, "the public tool's packets");
        their.Interrupt();
        theirs.Read();

        Assert.Equal(Records, theirs.Packets.Count);
        Assert.Equal(Told(theirs), Told(ours));
    }

    [Fact]
    public void Lines_of_text_are_the_same_but_for_the_time()
    {
        using var loader = XdpLoader.Load(Network, SamplePrograms.Action, SamplePrograms.Rewrite);
        using var theirs = PublicXdpdump.StartCapturing(Network, [.. s_words, "-x"]);
        using var ours = StartCapturing([.. s_words, "-x"]);

        Send(Sent);
        foreach (var tool in new ToolProcess[] { ours, theirs })
        {
            tool.WaitFor(() => TextRecord.ReadAll(tool.Output).Count >= Records, $"{Records} packets");
            tool.Interrupt();
        }

        Assert.Equal(WithoutTime(theirs.Output), WithoutTime(ours.Output));
    }

    [Fact]
    public void Listings_of_interfaces_are_the_same()
    {
        using var loader = XdpLoader.Load(Network, SamplePrograms.EarlyDrop, SamplePrograms.Pass, SamplePrograms.LatePass);
        using var alone = DirectProgram.AttachTo(Network, Sender, SamplePrograms.Count, "xdp_count", XdpMode.Generic);

        using var theirs = PublicXdpdump.RunToEnd(Network, "-D");
        using var ours = RunToEnd("-D");

        Assert.Equal(Lines(theirs.Output), Lines(ours.Output));
    }

    /// <summary>
    /// All that a file tells of its packets, in its order: point, bytes, lengths, number, queue, action, direction. The numbers of
    /// interfaces are each tool's own, their names are not.
    /// </summary>
    private static IEnumerable<string> Told(TracedFile file) => file.Packets.Select(packet =>
        $"{file.Interfaces[(int)packet.InterfaceId].Name}, {packet.OriginalLength} bytes {Convert.ToHexString(packet.Data)}, id {packet.Id}, "
        + $"queue {packet.Queue}, action {packet.Verdict}, flags {packet.Flags}");

    private static IEnumerable<string> WithoutTime(string output) =>
        Lines(output).Select(line => line.StartsWith(' ') ? line : line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]);

    private static IEnumerable<string> Lines(string output) =>
        output.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0);
}
