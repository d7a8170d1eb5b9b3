using Capture.Model;
using Capture.Output;
using Capture.Reasons;
using Capture.Sinks;
using Capture.Tests.Output;
using CsCheck;
using Linux;
using Linux.Files;
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
        new PcapSink(Header).AddPoints([FakeRecords.Entry]);

        Assert.Equal(0, _file.Calls);
    }

    [Fact]
    public void File_holds_the_packets_of_all_points_in_their_order_and_nothing_else()
    {
        var batch = FakeRecords.Batch(count: 79, perSpan: 10);
        var sink = Begin(_file);
        Assert.Equal(79, sink.Write(batch));
        sink.End([new(FakeRecords.Entry, 40, 2), new(FakeRecords.Exit, 39, 3)], 1000, 2000);

        var reader = new PcapReader(_file.Content.ToArray());
        Assert.Equal(Header, reader.Header);
        foreach (var block in FakeRecords.Blocks(79))
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
        var block = FakeRecords.Block(new EnhancedPacket { OriginalLength = 300_000, Data = new byte[262144] });
        var sink = Begin(_file);

        Assert.Equal(10, sink.Write(FakeRecords.Batch(Enumerable.Repeat(block, 10))));

        Assert.Equal(10, PacketsIn(_file.Content));
        Assert.Equal(1 + 10, _file.Calls);
    }

    [Fact]
    public void All_packets_are_out_when_a_write_returns_and_most_in_one_call()
    {
        var sink = Begin(_file);

        sink.Write(FakeRecords.Batch(1000, 3));

        Assert.Equal(2, _file.Calls);
        Assert.Equal(1000, PacketsIn(_file.Content));
        sink.Write(new PacketBatch());
        Assert.Equal(2, _file.Calls);
    }

    [Fact]
    public void Disk_that_fills_up_anywhere_leaves_all_whole_packets_and_a_readable_file() =>
        Gen.Select(Gen.Int[0, 2000], Gen.Int[1, 40], Gen.Int[1, 7], Gen.Int[1, 300].Array[0, 20]).Sample((room, count, perSpan, takes) =>
        {
            var file = new FakeFile(FileKind.Regular);
            var sink = Begin(file);
            sink.Write(FakeRecords.Batch(3, 2));
            var before = file.Content.Count;
            file.Capacity = before + room;
            foreach (var take in takes)
                file.Takes.Enqueue(take);
            int[] lengths = [.. Enumerable.Range(1, count).Select(i => PcapPacketView.HeaderLength + i % 61)];

            if (room >= lengths.Sum())
            {
                Assert.Equal(count, sink.Write(FakeRecords.Batch(count, perSpan)));
                return;
            }
            var kept = sink.Write(FakeRecords.Batch(count, perSpan));
            sink.End([], 1, 2);

            var whole = 0;
            var bytes = 0;
            while (bytes + lengths[whole] <= room)
                bytes += lengths[whole++];
            Assert.Equal(new OutputFailed("fake", Errno.ENOSPC, before + bytes), sink.Ended);
            Assert.Equal((whole, 0), (kept, sink.Write(FakeRecords.Batch(1, 1))));
            Assert.Equal(before + bytes, file.Content.Count);
            Assert.Equal(3 + whole, PacketsIn(file.Content));
        });

    [Fact]
    public void Disk_full_at_the_header_keeps_nothing()
    {
        _file.Capacity = 20;
        var sink = Begin(_file);

        Assert.Empty(_file.Content);
        Assert.Equal(new OutputFailed("fake", Errno.ENOSPC, 0), sink.Ended);
        Assert.Equal(0, sink.Write(FakeRecords.Batch(1, 1)));
    }

    [Fact]
    public void Pipe_shows_packets_as_soon_as_they_are_written()
    {
        using var pipe = new TestPipe();
        var bytes = new byte[PcapFileHeader.Length];
        var sink = Begin(OutputStream.OfDescriptor(pipe.WritingEnd, "standard output", isBinary: true));
        pipe.ReadingEnd.ReadExactly(bytes);

        for (var i = 1; i <= 3; i++)
        {
            sink.Write(FakeRecords.Batch(1, 1));
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
        var sink = Begin(OutputStream.OfDescriptor(pipe.WritingEnd, "standard output", isBinary: true));
        Assert.Equal(4, sink.Write(FakeRecords.Batch(4, 2)));
        pipe.CloseReadingEnd();

        Assert.Equal(0, sink.Write(FakeRecords.Batch(2, 2)));
        sink.End([], 1, 2);
        Assert.Equal(new OutputClosed("standard output"), sink.Ended);
    }

    [Fact]
    public void Writing_packets_allocates_nothing()
    {
        var batch = FakeRecords.Batch(2000, 2);
        using var output = OutputStream.Open("/dev/null");
        var sink = Begin(output);
        sink.Write(batch);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 20; i++)
            sink.Write(batch);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Another_link_type_and_a_damaged_record_are_errors_of_the_program()
    {
        var sink = Begin(_file);
        var block = FakeRecords.Blocks(1)[0];
        block[4] ^= 1;

        Assert.Throws<CaptureException>(() => sink.AddPoints([FakeRecords.Entry with { LinkType = 101 }]));
        Assert.Throws<InvalidDataException>(() => sink.Write(FakeRecords.Batch([block])));
    }

    private static PcapSink Begin(FakeFile file) => Begin(new OutputStream(file, "fake", isOurs: true));

    private static PcapSink Begin(OutputStream output)
    {
        var sink = new PcapSink(Header);
        sink.Begin(output);
        sink.AddPoints([FakeRecords.Entry, FakeRecords.Exit]);
        return sink;
    }

    private static int PacketsIn(List<byte> file)
    {
        var packets = 0;
        foreach (var _ in new PcapReader(file.ToArray()))
            packets++;
        return packets;
    }
}
