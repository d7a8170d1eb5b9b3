using Kernel.Tests.Captures;
using Kernel.Tests.Support;

namespace Kernel.Tests.Selection;

/// <summary>A filter is asked once for each packet, and its answer holds for all of the packet's records.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
public sealed class FilterPointTests : NetworkTest
{
    private const int RewrittenOffset = 20;

    public FilterPointTests() => Requires.Fentry();

    [Theory]
    [Trait("Kernels", "all")]
    [InlineData(false, "ether[20] = 5", new byte[] { 5 })]
    [InlineData(true, "ether[20] != 5", new byte[] { 4, 6, 0xee })]
    [InlineData(false, "ether[20] = 0xee", new byte[] { 0xee })]
    public void What_the_program_rewrites_changes_nothing_about_it(bool untyped, string filter, byte[] captured)
    {
        var packets = Capture(untyped, "entry,exit", filter);
        Assert.Equal(captured.SelectMany(before => new[] { before, (byte)0xee }), packets.Select(packet => packet.Data[RewrittenOffset]));
        Assert.Equal(captured.SelectMany((_, i) => new[] { (ulong)i + 1, (ulong)i + 1 }), packets.Select(packet => packet.Id!.Value));
    }

    [Fact]
    public void At_the_exit_alone_it_sees_the_packet_as_it_is_there()
    {
        Assert.Empty(Capture(false, "exit", "ether[20] = 5"));
        Assert.Equal(4, Capture(false, "exit", "ether[20] = 0xee").Count);
    }

    [Theory]
    [InlineData("entry,exit", "ether[20] = 0xee", 8)]
    [InlineData("entry", "ether[20] = 0xee", 4)]
    [InlineData("exit", "ether[20] = 0xee", 4)]
    [InlineData("entry,exit", "ether[20] = 5", 0)]
    public void Filter_at_exit_asks_the_packet_as_it_leaves(string points, string filter, int records)
    {
        var packets = Capture(false, points, "--filter-at", "exit", filter);
        Assert.Equal(records, packets.Count);
        if (points != "exit" && records > 0)
            Assert.Equal([4, 5, 6, 0xee], packets.Where(packet => packet.Verdict is null).Select(packet => packet.Data[RewrittenOffset]));
    }

    [Fact]
    public void The_length_is_the_one_at_its_point()
    {
        var spec = new TargetSpec { Shorten = 10 };
        Assert.Equal(8, Capture(spec, "entry,exit", "len = 60").Count);
        Assert.Empty(Capture(spec, "entry,exit", "len = 50"));
        Assert.Equal(8, Capture(spec, "entry,exit", "--filter-at=exit", "len = 50").Count);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("16")]
    public void The_filter_sees_the_whole_packet_whatever_is_kept_of_it(string snapLength)
    {
        var packets = Capture(false, "entry,exit", "-s", snapLength, "ether[20] = 5 and ether[59] != 1");
        Assert.Equal(2, packets.Count);
        Assert.All(packets, packet => Assert.Equal((int.Parse(snapLength, null), 60u), (packet.Data.Length, packet.OriginalLength)));
    }

    [Theory]
    [Trait("Kernels", "all")]
    [InlineData(false)]
    [InlineData(true)]
    public void Jumbo_frames_too_in_whichever_buffer_it_looks(bool untyped)
    {
        Requires.SeveralBuffers();
        MakeNetwork(mtu: 9000);
        using var target = Attach(new TargetSpec { SeveralBuffers = true, UntypedContext = untyped });
        using var file = new TracedFile();
        byte[][] frames = [.. Enumerable.Range(0, 4).Select(number => Tracing.Patterned(9014, number))];
        // The last one looks as far as the first byte says; the packet's end is where its reach cannot be known.
        using var tool = Tracing.Capture(
            Network, target, file, "entry,exit", 4, () => Send(frames), "-s", "64",
            $"ether[8000] = {frames[2][8000]} and ether[len - 1] = {frames[2][9013]}");

        Assert.Equal([frames[2][..64], frames[2][..64]], file.Packets.Select(packet => packet.Data));
        Assert.All(file.Packets, packet => Assert.Equal(9014u, packet.OriginalLength));
    }

    private static List<CapturedPacket> Capture(bool untyped, string points, params string[] words) =>
        Capture(new TargetSpec { Rewrite = RewrittenOffset, UntypedContext = untyped }, points, words);

    private static List<CapturedPacket> Capture(TargetSpec spec, string points, params string[] words)
    {
        using var own = new TestNetwork();
        using var target = TargetProgram.On(own, spec);
        using var file = new TracedFile();
        byte[][] frames = [.. new byte[] { 4, 5, 6, 0xee }.Select(Frame)];
        using var tool = Tracing.Capture(own, target, file, points, 4, () => FrameSender.Send(own, frames), words);
        Assert.Equal(((ulong)file.Packets.Count, 0ul), Tracing.Counts(tool));
        return file.Packets;
    }

    private static byte[] Frame(byte value)
    {
        var frame = Tracing.Patterned(60);
        frame[RewrittenOffset] = value;
        return frame;
    }
}
