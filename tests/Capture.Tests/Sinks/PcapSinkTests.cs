using Capture.Sinks;
using CsCheck;
using Ebpf.Sys;
using PacketFiles;

namespace Capture.Tests.Sinks;

public sealed class PcapSinkTests : IDisposable
{
    private static readonly PcapFileHeader Header = new() { SnapLength = 262144 };

    private readonly FakeFile _file = new(FileKind.Regular);

    public void Dispose() => _file.Dispose();

    [Fact]
    public void Nothing_is_written_before_capture_is_live()
    {
        using var sink = Sink(_file);

        Assert.Equal(0, _file.Calls);
    }

    [Fact]
    public void File_holds_the_packets_of_all_points_in_their_order_and_nothing_else()
    {
        var spans = Records.Spans(count: 79, perSpan: 10);
        using (var sink = Sink(_file))
        {
            Begin(sink);
            Assert.Equal(79, sink.Write(spans.Vectors, 79));
            sink.End([new(Records.Entry, 40, 2), new(Records.Exit, 39, 3)], 1000, 2000);
        }

        var reader = new PcapReader(_file.Content.ToArray());
        Assert.Equal(Header, reader.Header);
        foreach (var block in Records.Blocks(79))
        {
            Assert.True(EnhancedPacketView.TryParse(block, out var expected));
            Assert.True(reader.MoveNext());
            Assert.Equal((expected.Timestamp, expected.OriginalLength), (reader.Current.Timestamp, reader.Current.OriginalLength));
            Assert.Equal(expected.Data, reader.Current.Data);
        }
        Assert.False(reader.MoveNext());
    }

    [Fact]
    public void More_than_the_buffer_holds_goes_out_in_pieces_and_whole()
    {
        var block = Records.Block(new EnhancedPacket { OriginalLength = 300_000, Data = new byte[262144] });
        using var sink = Sink(_file);
        Begin(sink);

        sink.Write(new PinnedSpans([.. Enumerable.Repeat(block, 10)]).Vectors, 10);

        Assert.Equal(10, PacketsIn(_file.Content));
        Assert.Equal(1 + 10, _file.Calls);
    }

    [Fact]
    public void All_packets_are_out_when_a_write_returns_and_most_in_one_call()
    {
        using var sink = Sink(_file);
        Begin(sink);

        sink.Write(Records.Spans(1000, 3).Vectors, 1000);

        Assert.Equal(2, _file.Calls);
        Assert.Equal(1000, PacketsIn(_file.Content));
        sink.Write([], 0);
        Assert.Equal(2, _file.Calls);
    }

    [Fact]
    public void Disk_that_fills_up_anywhere_leaves_all_whole_packets_and_a_readable_file() =>
        Gen.Select(Gen.Int[0, 2000], Gen.Int[1, 40], Gen.Int[1, 7], Gen.Int[1, 300].Array[0, 20]).Sample((room, count, perSpan, takes) =>
        {
            var file = new FakeFile(FileKind.Regular);
            using var sink = Sink(file);
            Begin(sink);
            sink.Write(Records.Spans(3, 2).Vectors, 3);
            var before = file.Content.Count;
            file.Capacity = before + room;
            foreach (var take in takes)
                file.Takes.Enqueue(take);
            int[] lengths = [.. Enumerable.Range(1, count).Select(i => PcapPacketView.HeaderLength + i % 61)];

            if (room >= lengths.Sum())
            {
                Assert.Equal(count, sink.Write(Records.Spans(count, perSpan).Vectors, count));
                return;
            }
            var error = Assert.Throws<OutputFailedException>(() => sink.Write(Records.Spans(count, perSpan).Vectors, count));
            sink.End([], 1, 2);

            var whole = 0;
            var bytes = 0;
            while (bytes + lengths[whole] <= room)
                bytes += lengths[whole++];
            Assert.Equal((Errno.ENOSPC, "fake", 3 + whole, before + bytes), (error.Errno, error.Path, error.RecordsKept, error.BytesKept));
            Assert.Equal(before + bytes, file.Content.Count);
            Assert.Equal(3 + whole, PacketsIn(file.Content));
        });

    [Fact]
    public void Disk_full_at_the_header_keeps_nothing()
    {
        _file.Capacity = 20;
        using var sink = Sink(_file);

        var error = Assert.Throws<OutputFailedException>(sink.Begin);

        Assert.Empty(_file.Content);
        Assert.Equal((0, 0), (error.RecordsKept, error.BytesKept));
    }

    [Fact]
    public void Pipe_shows_packets_as_soon_as_they_are_written()
    {
        using var pipe = new TestPipe();
        using var sink = new PcapSink(OutputStream.OfDescriptor(pipe.WritingEnd, "standard output", isBinary: true), Header);
        var bytes = new byte[PcapFileHeader.Length];
        Begin(sink);
        pipe.ReadingEnd.ReadExactly(bytes);

        for (var i = 1; i <= 3; i++)
        {
            sink.Write(Records.Spans(1, 1).Vectors, 1);
            var record = new byte[PcapPacketView.HeaderLength + 1];
            pipe.ReadingEnd.ReadExactly(record);
            Assert.True(PcapPacketView.TryParse(record, Header.Precision, out var packet));
            Assert.Equal(record.Length, packet.RecordLength);
        }
    }

    [Fact]
    public void Pipe_nobody_reads_any_more_is_a_clean_end()
    {
        using var pipe = new TestPipe();
        using var sink = new PcapSink(OutputStream.OfDescriptor(pipe.WritingEnd, "standard output", isBinary: true), Header);
        Begin(sink);
        sink.Write(Records.Spans(4, 2).Vectors, 4);
        pipe.CloseReadingEnd();

        Assert.Equal(4, Assert.Throws<OutputClosedException>(() => sink.Write(Records.Spans(2, 2).Vectors, 2)).RecordsKept);
        sink.End([], 1, 2);
    }

    [Fact]
    public void Writing_packets_allocates_nothing()
    {
        var spans = Records.Spans(2000, 1);
        using var sink = new PcapSink(OutputStream.Open("/dev/null"), Header);
        Begin(sink);
        sink.Write(spans.Vectors, 2000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 20; i++)
            sink.Write(spans.Vectors, 2000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Another_link_type_and_a_damaged_record_are_errors_of_the_program()
    {
        using var sink = Sink(_file);
        Begin(sink);
        var block = Records.Blocks(1)[0];
        block[4] ^= 1;

        Assert.Throws<CaptureException>(() => sink.AddPoints([Records.Entry with { LinkType = 101 }]));
        Assert.Throws<InvalidDataException>(() => sink.Write(new PinnedSpans(block).Vectors, 1));
    }

    private static void Begin(PcapSink sink)
    {
        sink.Begin();
        sink.AddPoints([Records.Entry, Records.Exit]);
    }

    private static PcapSink Sink(FakeFile file) => new(new OutputStream(file, "fake", isOurs: true), Header);

    private static int PacketsIn(List<byte> file)
    {
        var packets = 0;
        foreach (var _ in new PcapReader(file.ToArray()))
            packets++;
        return packets;
    }
}
