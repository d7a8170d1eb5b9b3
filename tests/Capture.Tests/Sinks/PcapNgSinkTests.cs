using System.Text;
using Capture.Sinks;
using CsCheck;
using Ebpf.Sys;
using PacketFiles;
using Xdpdump;

namespace Capture.Tests.Sinks;

public sealed class PcapNgSinkTests : IDisposable
{
    private static readonly SectionHeader Header = new()
    {
        Hardware = "x86_64",
        Application = "xdpdump v0",
        Comments = ["eno1: xdp_dispatcher()"],
    };

    private static readonly InterfaceDescription[] Interfaces =
    [
        new() { Name = "eno1@fentry", Description = "eno1:xdp_dispatcher()@fentry" },
        new() { Name = "eno1@fexit", Description = "eno1:xdp_dispatcher()@fexit" },
    ];

    private static readonly PointStatistics[] Statistics = [new(Records.Entry, 40, 2), new(Records.Exit, 39, 3) { LostAtEnd = 1 }];

    private readonly FakeFile _file = new(FileKind.Regular);

    public void Dispose() => _file.Dispose();

    [Fact]
    public void Nothing_is_written_before_capture_is_live()
    {
        using var sink = Sink(_file);

        Assert.Empty(_file.Content);
        Assert.Equal(0, _file.Calls);
    }

    [Fact]
    public void File_holds_header_interfaces_packets_and_statistics()
    {
        var spans = Records.Spans(count: 79, perSpan: 10);
        using (var sink = Sink(_file))
        {
            Begin(sink);
            Assert.Equal(79, sink.Write(spans.Vectors, 79));
            sink.End(Statistics, 1000, 2000);
        }

        var reader = new PcapNgReader(_file.Content.ToArray());
        Assert.True(reader.MoveNext());
        var header = reader.Current.ReadSectionHeader();
        Assert.Equal(Header, header with { Comments = Header.Comments });
        Assert.Equal(Header.Comments, header.Comments);
        foreach (var description in Interfaces)
        {
            Assert.True(reader.MoveNext());
            Assert.Equal(description, reader.Current.ReadInterfaceDescription());
        }
        var packets = new List<byte>();
        for (var i = 0; i < 79; i++)
        {
            Assert.True(reader.MoveNext());
            Assert.Equal(BlockType.EnhancedPacket, reader.Current.Type);
            packets.AddRange(reader.Current.Bytes);
        }
        Assert.Equal(spans.Bytes, packets);
        foreach (var point in Statistics)
        {
            Assert.True(reader.MoveNext());
            var expected = new InterfaceStatistics
            {
                InterfaceId = point.Point.InterfaceId,
                Timestamp = 2000,
                StartTime = 1000,
                EndTime = 2000,
                Received = 42,
                Dropped = point.Lost,
                Comment = point.LostAtEnd == 0
                    ? null
                    : "1 of the 3 packets dropped here were dropped at the end, where no packet's drop count tells of them",
            };
            Assert.Equal(expected, reader.Current.ReadInterfaceStatistics());
        }
        Assert.False(reader.MoveNext());
    }

    [Fact]
    public void Disk_that_fills_up_anywhere_leaves_all_whole_packets_and_a_readable_file() =>
        Gen.Select(Gen.Int[0, 5000], Gen.Int[1, 40], Gen.Int[1, 7], Gen.Int[1, 300].Array[0, 20]).Sample((room, count, perSpan, takes) =>
        {
            var file = new FakeFile(FileKind.Regular);
            var blocks = Records.Blocks(count);
            var spans = Records.Spans(count, perSpan);
            using var sink = Sink(file);
            Begin(sink);
            sink.Write(Records.Spans(3, 2).Vectors, 3);
            var before = file.Content.Count;
            file.Capacity = before + room;
            foreach (var take in takes)
                file.Takes.Enqueue(take);

            if (room >= spans.Bytes.Length)
            {
                Assert.Equal(count, sink.Write(spans.Vectors, count));
                return;
            }
            var error = Assert.Throws<OutputFailedException>(() => sink.Write(spans.Vectors, count));
            sink.End(Statistics, 1, 2);

            var whole = 0;
            var bytes = 0;
            while (bytes + blocks[whole].Length <= room)
                bytes += blocks[whole++].Length;
            Assert.Equal((Errno.ENOSPC, "fake", 3 + whole, before + bytes), (error.Errno, error.Path, error.RecordsKept, error.BytesKept));
            Assert.Equal(before + bytes, file.Content.Count);
            Assert.Equal(3 + whole, PacketsIn(file.Content));
        });

    [Fact]
    public void Failure_says_how_much_was_kept()
    {
        using var sink = Sink(_file);
        Begin(sink);
        var header = _file.Content.Count;
        sink.Write(Records.Spans(2, 2).Vectors, 2);
        var kept = _file.Content.Count;
        _file.Capacity = kept + 10;

        var error = Assert.Throws<OutputFailedException>(() => sink.Write(Records.Spans(2, 2).Vectors, 2));

        Assert.Equal($"Cannot write fake: No space left on device; 2 packets ({kept} bytes) were kept", error.Message);
        Assert.True(kept > header);
    }

    [Fact]
    public void Disk_full_at_the_statistics_keeps_every_packet()
    {
        using var sink = Sink(_file);
        Begin(sink);
        sink.Write(Records.Spans(2, 2).Vectors, 2);
        _file.Capacity = _file.Content.Count + 10;

        var error = Assert.Throws<OutputFailedException>(() => sink.End(Statistics, 1, 2));

        Assert.Equal(2, error.RecordsKept);
        Assert.Equal(2, PacketsIn(_file.Content));
    }

    [Fact]
    public void Disk_full_at_the_header_keeps_nothing()
    {
        _file.Capacity = 50;
        using var sink = Sink(_file);

        var error = Assert.Throws<OutputFailedException>(sink.Begin);

        Assert.Empty(_file.Content);
        Assert.Equal((0, 0), (error.RecordsKept, error.BytesKept));
    }

    [Fact]
    public void File_whose_header_finds_no_room_is_removed()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        _file.Capacity = 0;
        File.WriteAllText(path, "");
        var made = new MadeFile(Folder.Open(Path.GetTempPath()), Encoding.UTF8.GetBytes(Path.GetFileName(path)), FileStatus.Of(path));
        using (var sink = new PcapNgSink(new OutputStream(_file, path, isOurs: true, made), Header, Describe))
            Assert.Throws<OutputFailedException>(sink.Begin);

        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Full_device_is_reported_at_the_header()
    {
        using var sink = new PcapNgSink(OutputStream.Open("/dev/full"), Header, Describe);

        Assert.Equal(Errno.ENOSPC, Assert.Throws<OutputFailedException>(sink.Begin).Errno);
    }

    [Fact]
    public void Interfaces_may_be_added_while_packets_are_written()
    {
        using (var sink = Sink(_file))
        {
            sink.Begin();
            sink.AddPoints([Records.Entry]);
            sink.Write(Records.Spans(1, 1).Vectors, 1);
            sink.AddPoints([Records.Exit]);
            sink.Write(Records.Spans(2, 2).Vectors, 2);
            sink.End(Statistics, 1, 2);
        }

        var types = new List<BlockType>();
        foreach (var block in new PcapNgReader(_file.Content.ToArray()))
            types.Add(block.Type);
        Assert.Equal(
            [
                BlockType.SectionHeader, BlockType.InterfaceDescription, BlockType.EnhancedPacket, BlockType.InterfaceDescription,
                BlockType.EnhancedPacket, BlockType.EnhancedPacket, BlockType.InterfaceStatistics, BlockType.InterfaceStatistics,
            ],
            types);
    }

    [Fact]
    public void Pipe_shows_packets_as_soon_as_they_are_written()
    {
        using var pipe = new TestPipe();
        using var sink = new PcapNgSink(OutputStream.OfDescriptor(pipe.WritingEnd, "standard output", isBinary: true), Header, Describe);
        var reader = new PcapNgStreamReader(pipe.ReadingEnd);
        Begin(sink);
        for (var i = 0; i < 3; i++)
            Assert.True(reader.MoveNext());

        for (var i = 1; i <= 3; i++)
        {
            sink.Write(Records.Spans(2, 2).Vectors, 2);
            Assert.True(reader.MoveNext());
            Assert.Equal(1u, reader.Current.ReadEnhancedPacket().PacketId);
            Assert.True(reader.MoveNext());
            Assert.Equal(2u, reader.Current.ReadEnhancedPacket().XdpVerdict);
        }

        sink.End(Statistics, 1, 2);
        Assert.True(reader.MoveNext());
        Assert.Equal(BlockType.InterfaceStatistics, reader.Current.Type);
    }

    [Fact]
    public void Pipe_nobody_reads_any_more_is_a_clean_end()
    {
        using var pipe = new TestPipe();
        using var sink = new PcapNgSink(OutputStream.OfDescriptor(pipe.WritingEnd, "standard output", isBinary: true), Header, Describe);
        Begin(sink);
        sink.Write(Records.Spans(4, 2).Vectors, 4);
        pipe.CloseReadingEnd();

        var error = Assert.Throws<OutputClosedException>(() => sink.Write(Records.Spans(2, 2).Vectors, 2));
        sink.End(Statistics, 1, 2);

        Assert.Equal(4, error.RecordsKept);
        Assert.Equal("Nobody reads standard output any more", error.Message);
    }

    [Fact]
    public void Writing_packets_allocates_nothing()
    {
        var spans = Records.Spans(2000, 1);
        using var sink = new PcapNgSink(OutputStream.Open("/dev/null"), Header, Describe);
        Begin(sink);
        sink.Write(spans.Vectors, 2000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 20; i++)
            sink.Write(spans.Vectors, 2000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void More_interfaces_than_a_byte_counts_are_told_of_once()
    {
        var told = 0;
        using var sink = new PcapNgSink(OutputStream.Open("/dev/null"), Header, _ => Interfaces[0]) { WhenMany = () => told++ };
        sink.Begin();
        sink.AddPoints([.. Enumerable.Repeat(Records.Entry, 200)]);
        sink.AddPoints([.. Enumerable.Repeat(Records.Entry, 55)]);
        Assert.Equal(0, told);
        sink.AddPoints([Records.Entry]);
        sink.AddPoints([Records.Entry]);
        Assert.Equal(1, told);
    }

    private static InterfaceDescription Describe(CapturePoint point) => Interfaces[point.InterfaceId];

    private static void Begin(PcapNgSink sink)
    {
        sink.Begin();
        sink.AddPoints([Records.Entry, Records.Exit]);
    }

    private static PcapNgSink Sink(FakeFile file) => new(new OutputStream(file, "fake", isOurs: true), Header, Describe)
    {
        PointComment = FileMetadata.LostAtEnd,
    };

    private static int PacketsIn(List<byte> file)
    {
        var packets = 0;
        foreach (var block in new PcapNgReader(file.ToArray()))
            packets += block.Type == BlockType.EnhancedPacket ? 1 : 0;
        return packets;
    }
}
