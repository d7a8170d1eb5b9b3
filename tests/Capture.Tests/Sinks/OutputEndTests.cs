using Capture.Output;
using Capture.Sinks;
using Capture.Tests.Output;
using Linux;
using Linux.Files;
using PacketFiles;

namespace Capture.Tests.Sinks;

/// <summary>An output that ends in any of a sink's calls: it is told, nothing is thrown, and nothing is done any more.</summary>
public sealed class OutputEndTests
{
    public enum Format
    {
        PcapNg,
        Pcap,
        Text,
    }

    /// <summary>Formats, and the call from which on the output takes nothing; only those in which the format writes anything.</summary>
    public static TheoryData<Format, int> Calls => new()
    {
        { Format.PcapNg, 0 }, { Format.PcapNg, 1 }, { Format.PcapNg, 2 }, { Format.PcapNg, 3 },
        { Format.Pcap, 0 }, { Format.Pcap, 2 },
        { Format.Text, 2 },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_full_disk_is_told_with_what_is_kept(Format format, int call)
    {
        var (sink, file, _) = Run(format, call, Errno.ENOSPC);
        Assert.Equal(new OutputFailed("fake", Errno.ENOSPC, file.Content.Count), sink.Ended);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_reader_that_has_gone_is_told_as_such(Format format, int call) =>
        Assert.Equal(new OutputClosed("fake"), Run(format, call, Errno.EPIPE).Sink.Ended);

    [Theory]
    [MemberData(nameof(Calls))]
    public void After_that_no_call_does_anything(Format format, int call)
    {
        var (sink, file, kept) = Run(format, call, Errno.EIO);
        var (calls, ended) = (file.Calls, sink.Ended);
        file.Capacity = long.MaxValue;
        sink.AddPoints([FakeRecords.Entry with { InterfaceId = 2 }]);
        Assert.Equal(0, sink.Write(FakeRecords.Batch(2, 1)));
        sink.End([], 1, 2);
        sink.Begin(new OutputStream(file, "another", isOurs: true));
        Assert.Equal((calls, ended), (file.Calls, sink.Ended));
        Assert.Equal(call <= 2 ? 0 : 2, kept);
    }

    [Fact]
    public void A_file_that_cannot_be_emptied_stays_as_it_is()
    {
        foreach (var format in Enum.GetValues<Format>())
        {
            var sink = Sink(format);
            sink.Begin(new OutputStream(new FakeFile(FileKind.Regular) { WhenTruncated = Errno.EPERM }, "fake", isOurs: true));
            Assert.Equal(new OutputFailed("fake", Errno.EPERM, BytesKept: null), sink.Ended);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Wherever_text_is_cut_the_packets_whose_lines_are_whole_were_kept(bool hex)
    {
        var (all, whole) = Print(hex, long.MaxValue, 30);
        Assert.Equal(30, whole);
        int[] ends = [.. Enumerable.Range(1, 30).Select(count => Print(hex, long.MaxValue, count).Text.Length)];
        for (var room = 0; room < all.Length; room += 7)
        {
            var (text, kept) = Print(hex, room, 30);
            Assert.Equal((room, ends.Count(end => end <= room)), (text.Length, kept));
        }
    }

    [Fact]
    public void Text_that_is_cut_in_a_later_piece_keeps_the_packets_of_those_before_it()
    {
        // Two pieces of text for one packet: each is sent when it is 64 KiB.
        var blocks = Enumerable.Range(0, 4).Select(_ => FakeRecords.Block(new EnhancedPacket { Data = new byte[20_000] })).ToArray();
        var length = Print(hex: true, long.MaxValue, blocks[..1]).Text.Length;
        Assert.InRange(length, 64 * 1024, 2 * 64 * 1024);
        for (var packets = 1; packets <= blocks.Length; packets++)
        {
            Assert.Equal(packets - 1, Print(hex: true, (packets * length) - 1, blocks).Kept);
            Assert.Equal(packets, Print(hex: true, packets * length, blocks).Kept);
        }
    }

    private static (byte[] Text, int Kept) Print(bool hex, long room, int count) => Print(hex, room, FakeRecords.Blocks(count));

    private static (byte[] Text, int Kept) Print(bool hex, long room, byte[][] blocks)
    {
        var file = new FakeFile(FileKind.Other) { Capacity = room };
        var sink = new TextSink(hex, verbose: false);
        sink.Begin(new OutputStream(file, "fake", isOurs: false));
        sink.AddPoints([FakeRecords.Entry, FakeRecords.Exit]);
        var kept = sink.Write(FakeRecords.Batch(blocks, 3));
        return (file.Content.ToArray(), kept);
    }

    private static (IPacketSink Sink, FakeFile File, int Kept) Run(Format format, int call, Errno failure)
    {
        var file = new FakeFile(FileKind.Regular) { WhenFull = failure };
        var sink = Sink(format);
        var kept = 0;
        Action[] calls =
        [
            () => sink.Begin(new OutputStream(file, "fake", isOurs: true)), () => sink.AddPoints([FakeRecords.Entry, FakeRecords.Exit]),
            () => kept = sink.Write(FakeRecords.Batch(2, 1)), () => sink.End([new(FakeRecords.Entry, 1, 0), new(FakeRecords.Exit, 1, 0)], 1, 2),
        ];
        for (var at = 0; at < calls.Length; at++)
        {
            if (at == call)
                file.Capacity = file.Content.Count;
            Assert.Null(sink.Ended);
            calls[at]();
            if (at == call)
                break;
        }

        Assert.NotNull(sink.Ended);
        return (sink, file, kept);
    }

    private static IPacketSink Sink(Format format) => format switch
    {
        Format.PcapNg => new PcapNgSink(new SectionHeader(), _ => new InterfaceDescription()),
        Format.Pcap => new PcapSink(new PcapFileHeader { SnapLength = 262144 }),
        _ => new TextSink(hex: false, verbose: false),
    };
}
