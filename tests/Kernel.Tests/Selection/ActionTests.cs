using Kernel.Tests.Captures;
using Kernel.Tests.Support;

namespace Kernel.Tests.Selection;

/// <summary>--action: what a packet was before the program ran is captured, though it is known only afterwards that it is wanted.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
public sealed class ActionTests : NetworkTest
{
    private const int ActionOffset = 14, RewrittenOffset = 20;

    private static readonly byte[] s_actions = [2, 1, 2, 0, 4, 3, 1, 7, 2, 1];

    public ActionTests() => Requires.Fentry();

    [Theory]
    [Trait("Kernels", "all")]
    [InlineData("drop", new byte[] { 1 }, false)]
    [InlineData("drop,aborted", new byte[] { 1, 0 }, true)]
    [InlineData("unknown,redirect,tx", new byte[] { 7, 4, 3 }, false)]
    public void Entry_and_exit_of_packets_with_such_an_action_are_captured_and_no_others(string words, byte[] actions, bool untyped)
    {
        using var target = Attach(Spec(untyped));
        using var file = new TracedFile();
        byte[][] frames = [.. s_actions.Select((action, number) => Frame(action, number))];
        using var tool = Tracing.Capture(Network, target, file, "entry,exit", (ulong)frames.Length, () => Send(frames), "--action", words);

        byte[][] wanted = [.. frames.Where(frame => actions.Contains(frame[ActionOffset]))];
        Assert.Equal(2 * wanted.Length, file.Packets.Count);
        Assert.Equal(((ulong)file.Packets.Count, 0ul), Tracing.Counts(tool));
        for (var i = 0; i < wanted.Length; i++)
        {
            var (entry, exit) = (file.Packets[2 * i], file.Packets[2 * i + 1]);
            Assert.Equal(wanted[i], entry.Data);
            Assert.Equal(Rewritten(wanted[i]), exit.Data);
            Assert.Equal((null, (ulong?)wanted[i][ActionOffset]), (entry.Verdict, exit.Verdict));
            Assert.Equal(((ulong?)(i + 1), (ulong?)(i + 1)), (entry.Id, exit.Id));
            Assert.True(entry.Timestamp <= exit.Timestamp);
        }
    }

    [Theory]
    [InlineData("entry")]
    [InlineData("exit")]
    public void One_side_alone_shows_those_packets_too(string point)
    {
        using var target = Attach(Spec());
        using var file = new TracedFile();
        byte[][] frames = [.. s_actions.Select((action, number) => Frame(action, number))];
        using var tool = Tracing.Capture(Network, target, file, point, (ulong)frames.Length, () => Send(frames), "--action=DROP");

        var dropped = frames.Where(frame => frame[ActionOffset] == 1);
        Assert.Equal(point == "entry" ? dropped : dropped.Select(Rewritten), file.Packets.Select(packet => packet.Data));
        Assert.Equal([1ul, 2ul, 3ul], file.Packets.Select(packet => packet.Id!.Value));
        Assert.Equal($"{Receiver}@f{point}", Assert.Single(file.Interfaces).Name);
        Assert.Equal((3ul, 0ul), Tracing.Counts(tool));
    }

    [Fact]
    public void A_filter_a_sample_and_an_action_all_have_to_agree()
    {
        using var target = Attach(Spec());
        using var file = new TracedFile();
        byte[][] frames = [.. Enumerable.Range(0, 64).Select(number => Frame((byte)(number % 4), number))];
        using var tool = Tracing.Capture(
            Network, target, file, "entry,exit", (ulong)frames.Length, () => Send(frames),
            "--action", "drop", "--sample", "2", "--rx-queue", "0-3", "ether[15] & 1 = 1");

        // Of the odd ones every second, the first included: 1, 5, 9, …; all of these are dropped.
        Assert.Equal(
            Enumerable.Range(0, 16).Select(step => (byte)(1 + 4 * step)),
            file.Packets.Where(packet => packet.Verdict is null).Select(packet => packet.Data[ActionOffset + 1]));
        Assert.All(file.Packets.Where(packet => packet.Verdict is not null), packet => Assert.Equal(1ul, packet.Verdict));
    }

    [Fact]
    public void What_is_lost_and_what_is_captured_are_together_what_was_dropped()
    {
        Requires.LiveFrames();
        const uint Passed = 300_000, Dropped = 300_000;
        using var target = Attach(Spec());
        using var file = new TracedFile();
        using var tool = StartCapturing("-i", Receiver, "--rx-capture", "entry,exit", "--action", "drop", "-w", file.Path);

        tool.Signal("STOP");
        SendLive(Frame(2, 0, 1500), Passed);
        SendLive(Frame(1, 0, 1500), Dropped);
        var seen = Tracing.Settled(target);
        tool.Signal("CONT");
        Wait.Until(() => CaptureFile.CountPackets(file.Path) > 0, "the reader");
        Send(Enumerable.Repeat(Frame(1, 0), 10));
        Tracing.Settled(target);
        tool.Interrupt();

        file.Read();
        var (captured, lost) = Tracing.Counts(tool);
        Assert.True(lost > 0, "the ring was never full");
        Assert.True(captured > 0, "nothing was captured");
        // What passed is neither captured nor lost; live frames that found no room in the driver were not seen.
        var dropped = captured + lost;
        Assert.True(dropped <= 2 * (Dropped + 10) && dropped >= 2 * (seen - Passed), $"{captured} + {lost} of {seen}");
        Assert.Equal(0ul, dropped % 2);
        Assert.Equal(captured, (ulong)file.Packets.Count);
        Assert.All(file.Packets.Chunk(2), pair => Assert.Equal((null, 1ul, pair[0].Id), (pair[0].Verdict, pair[1].Verdict, pair[1].Id)));
        Assert.Equal(lost, file.Statistics.Aggregate(0ul, (sum, one) => sum + one.Dropped!.Value));
    }

    private static TargetSpec Spec(bool untyped = false) =>
        new() { ActionFromByte = ActionOffset, Rewrite = RewrittenOffset, UntypedContext = untyped };

    private static byte[] Frame(byte action, int number, int length = 60)
    {
        var frame = Tracing.Patterned(length);
        (frame[ActionOffset], frame[ActionOffset + 1]) = (action, (byte)number);
        return frame;
    }

    private static byte[] Rewritten(byte[] frame)
    {
        byte[] rewritten = [.. frame];
        rewritten[RewrittenOffset] = 0xee;
        return rewritten;
    }
}
