using System.Text;
using Capture.Model;
using Capture.Output;
using Capture.Sinks;
using Capture.Tests.Output;
using CsCheck;
using Linux;
using Linux.Files;
using PacketFiles;

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

    private static readonly PointStatistics[] Statistics = [new(FakeRecords.Entry, 40, 2), new(FakeRecords.Exit, 39, 3) { LostAtEnd = 1 }];

    private readonly FakeFile _file = new(FileKind.Regular);

    public void Dispose() => _file.Dispose();

    [Fact]
    public void Nothing_is_written_before_capture_is_live()
    {
        using var output = new OutputStream(_file, "fake", isOurs: true);
        new PcapNgSink(Header, Describe).AddPoints([FakeRecords.Entry]);

        Assert.Empty(_file.Content);
        Assert.Equal(0, _file.Calls);
    }

    [Fact]
    public void File_holds_header_interfaces_packets_and_statistics()
    {
        var batch = FakeRecords.Batch(count: 79, perSpan: 10);
        var sink = Begin(_file);
        Assert.Equal(79, sink.Write(batch));
        sink.End(Statistics, 1000, 2000);

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
        Assert.Equal(FakeRecords.Blocks(79).SelectMany(block => block), packets);
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
                Comment = point.LostAtEnd == 0 ? null : "1 of 3",
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
            var blocks = FakeRecords.Blocks(count);
            var batch = FakeRecords.Batch(count, perSpan);
            var sink = Begin(file);
            sink.Write(FakeRecords.Batch(3, 2));
            var before = file.Content.Count;
            file.Capacity = before + room;
            foreach (var take in takes)
                file.Takes.Enqueue(take);

            if (room >= batch.Bytes)
            {
                Assert.Equal(count, sink.Write(batch));
                return;
            }
            var kept = sink.Write(batch);
            sink.End(Statistics, 1, 2);

            var whole = 0;
            var bytes = 0;
            while (bytes + blocks[whole].Length <= room)
                bytes += blocks[whole++].Length;
            Assert.Equal(new OutputFailed("fake", Errno.ENOSPC, before + bytes), sink.Ended);
            Assert.Equal((whole, 0), (kept, sink.Write(FakeRecords.Batch(1, 1))));
            Assert.Equal(before + bytes, file.Content.Count);
            Assert.Equal(3 + whole, PacketsIn(file.Content));
        });

    [Fact]
    public void Disk_full_at_the_statistics_keeps_every_packet()
    {
        var sink = Begin(_file);
        sink.Write(FakeRecords.Batch(2, 2));
        _file.Capacity = _file.Content.Count + 10;

        sink.End(Statistics, 1, 2);

        Assert.Equal(new OutputFailed("fake", Errno.ENOSPC, _file.Content.Count), sink.Ended);
        Assert.Equal(2, PacketsIn(_file.Content));
    }

    [Fact]
    public void Disk_full_at_the_header_keeps_nothing()
    {
        _file.Capacity = 50;
        var sink = Begin(_file);

        Assert.Empty(_file.Content);
        Assert.Equal(new OutputFailed("fake", Errno.ENOSPC, 0), sink.Ended);
    }

    [Fact]
    public void File_whose_header_finds_no_room_is_removed()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        _file.Capacity = 0;
        File.WriteAllText(path, "");
        var made = new CreatedFile(DirectoryHandle.Open(Path.GetTempPath()), Encoding.UTF8.GetBytes(Path.GetFileName(path)), FileStatus.Of(path));
        using (var output = new OutputStream(_file, path, isOurs: true, made))
            Assert.NotNull(Begin(output).Ended);

        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Full_device_is_reported_at_the_header()
    {
        using var output = OutputStream.Open("/dev/full");

        Assert.Equal(new OutputFailed("/dev/full", Errno.ENOSPC, 0), Begin(output).Ended);
    }

    [Fact]
    public void Interfaces_may_be_added_while_packets_are_written()
    {
        var sink = new PcapNgSink(Header, Describe);
        sink.Begin(new OutputStream(_file, "fake", isOurs: true));
        sink.AddPoints([FakeRecords.Entry]);
        sink.Write(FakeRecords.Batch(1, 1));
        sink.AddPoints([FakeRecords.Exit]);
        sink.Write(FakeRecords.Batch(2, 2));
        sink.End(Statistics, 1, 2);

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
        var reader = new PcapNgStreamReader(pipe.ReadingEnd);
        var sink = Begin(OutputStream.OfDescriptor(pipe.WritingEnd, "standard output", isBinary: true));
        for (var i = 0; i < 3; i++)
            Assert.True(reader.MoveNext());

        for (var i = 1; i <= 3; i++)
        {
            sink.Write(FakeRecords.Batch(2, 2));
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
        var sink = Begin(OutputStream.OfDescriptor(pipe.WritingEnd, "standard output", isBinary: true));
        Assert.Equal(4, sink.Write(FakeRecords.Batch(4, 2)));
        pipe.CloseReadingEnd();

        Assert.Equal(0, sink.Write(FakeRecords.Batch(2, 2)));
        sink.End(Statistics, 1, 2);
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
    public void More_interfaces_than_a_byte_counts_are_told_of_once()
    {
        var told = 0;
        using var output = OutputStream.Open("/dev/null");
        var sink = new PcapNgSink(Header, _ => Interfaces[0]) { WhenMany = () => told++ };
        sink.Begin(output);
        sink.AddPoints([.. Enumerable.Repeat(FakeRecords.Entry, 200)]);
        sink.AddPoints([.. Enumerable.Repeat(FakeRecords.Entry, 55)]);
        Assert.Equal(0, told);
        sink.AddPoints([FakeRecords.Entry]);
        sink.AddPoints([FakeRecords.Entry]);
        Assert.Equal(1, told);
    }

    private static InterfaceDescription Describe(CapturePoint point) => Interfaces[point.InterfaceId];

    private static string? Comment(PointStatistics point) => point.LostAtEnd == 0 ? null : $"{point.LostAtEnd} of {point.Lost}";

    private static PcapNgSink Begin(FakeFile file) => Begin(new OutputStream(file, "fake", isOurs: true));

    private static PcapNgSink Begin(OutputStream output)
    {
        var sink = new PcapNgSink(Header, Describe) { PointComment = Comment };
        sink.Begin(output);
        sink.AddPoints([FakeRecords.Entry, FakeRecords.Exit]);
        return sink;
    }

    private static int PacketsIn(List<byte> file)
    {
        var packets = 0;
        foreach (var block in new PcapNgReader(file.ToArray()))
            packets += block.Type == BlockType.EnhancedPacket ? 1 : 0;
        return packets;
    }
}
