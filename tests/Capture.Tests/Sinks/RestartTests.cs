using System.Text;
using Capture.Model;
using Capture.Output;
using Capture.Sinks;
using Capture.Tests.Output;
using Linux.Files;
using PacketFiles;

namespace Capture.Tests.Sinks;

/// <summary>One capture in three outputs, each of which is whole by itself.</summary>
public sealed class RestartTests
{
    /// <summary>Packets of each part; the second part has none, the third a point that was not there before.</summary>
    private static readonly byte[][][] s_parts =
        [FakeRecords.Blocks(7), [], [.. FakeRecords.Blocks(5), FakeRecords.Block(new EnhancedPacket { InterfaceId = 2 })]];

    private static readonly CapturePoint s_late = FakeRecords.Entry with { InterfaceId = 2, ProgramId = 133 };

    [Fact]
    public void Pcapng_files_have_a_section_all_points_so_far_and_statistics_of_their_own()
    {
        var files = Capture(new PcapNgSink(new SectionHeader { Application = "test" }, point => new() { Name = $"point {point.InterfaceId}" }));

        var total = new ulong[3];
        for (var part = 0; part < files.Length; part++)
        {
            var (names, packets, statistics) = (new List<string?>(), new List<byte[]>(), new List<InterfaceStatistics>());
            var reader = new PcapNgReader(files[part]);
            Assert.True(reader.MoveNext());
            Assert.Equal("test", reader.Current.ReadSectionHeader().Application);
            while (reader.MoveNext())
            {
                if (reader.Current.Type == BlockType.InterfaceDescription)
                    names.Add(reader.Current.ReadInterfaceDescription().Name);
                else if (reader.Current.Type == BlockType.EnhancedPacket)
                    packets.Add(reader.Current.Bytes.ToArray());
                else
                    statistics.Add(reader.Current.ReadInterfaceStatistics());
            }

            Assert.Equal(part < 2 ? ["point 0", "point 1"] : ["point 0", "point 1", "point 2"], names);
            Assert.Equal(s_parts[part], packets);
            Assert.Equal(Enumerable.Range(0, names.Count), statistics.Select(one => (int)one.InterfaceId));
            Assert.All(statistics, one => Assert.Equal(
                ((ulong)part * 10, (ulong)part * 10 + 10, (ulong)part), (one.StartTime, one.EndTime, one.Dropped)));
            foreach (var one in statistics)
                total[one.InterfaceId] += one.Received!.Value - one.Dropped!.Value;
        }

        Assert.Equal([7ul, 5, 1], total);
    }

    [Fact]
    public void Pcap_files_have_a_header_each()
    {
        var header = new PcapFileHeader { SnapLength = 262144 };
        var files = Capture(new PcapSink(header));
        for (var part = 0; part < files.Length; part++)
        {
            var reader = new PcapReader(files[part]);
            Assert.Equal(header, reader.Header);
            var packets = 0;
            while (reader.MoveNext())
                packets++;
            Assert.Equal(s_parts[part].Length, packets);
        }
    }

    [Fact]
    public void Text_goes_on_with_the_points_it_knows()
    {
        var files = Capture(new TextSink(hex: false, verbose: false)).Select(Encoding.UTF8.GetString).ToList();
        Assert.Equal([7, 0, 6], files.Select(text => text.Count(letter => letter == '\n')));
        Assert.StartsWith("1607694215.501287260: xdp_dispatcher()@entry: packet size 60", files[2], StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_that_ended_ends_it_for_good()
    {
        var sink = new PcapNgSink(new SectionHeader(), _ => new InterfaceDescription());
        sink.Begin(new OutputStream(new FakeFile(FileKind.Regular) { Capacity = 3 }, "full", isOurs: true));
        var next = new FakeFile(FileKind.Regular);
        sink.Begin(new OutputStream(next, "next", isOurs: true));
        Assert.Equal(("full", 0), (sink.Ended?.Path, next.Calls));
    }

    [Fact]
    public void Nothing_can_be_written_between_two_outputs()
    {
        IPacketSink[] sinks = [new PcapNgSink(new(), _ => new()), new PcapSink(new() { SnapLength = 9 }), new TextSink(false, false)];
        foreach (var sink in sinks)
        {
            Assert.Throws<InvalidOperationException>(() => sink.Write(FakeRecords.Batch(1, 1)));
            sink.Begin(new OutputStream(new FakeFile(FileKind.Regular), "fake", isOurs: true));
            sink.End([], 1, 2);
            Assert.Throws<InvalidOperationException>(() => sink.Write(FakeRecords.Batch(1, 1)));
        }
    }

    /// <summary>In each part as many are lost at each point as parts have been before.</summary>
    private static byte[][] Capture(IPacketSink sink)
    {
        var counts = new CaptureCounts();
        List<CapturePoint> points = [FakeRecords.Entry, FakeRecords.Exit];
        var lost = 0ul;
        var files = new FakeFile[s_parts.Length];
        IReadOnlyList<PointStatistics> before = [];
        for (var part = 0; part < files.Length; part++)
        {
            files[part] = new FakeFile(FileKind.Regular);
            using (var output = new OutputStream(files[part], "fake", isOurs: true))
            {
                sink.Begin(output);
                if (part == 0)
                    sink.AddPoints(points);
                if (part == 2)
                {
                    points.Add(s_late);
                    sink.AddPoints([s_late]);
                    before = [.. before, new PointStatistics(s_late, 0, lost)];
                }

                var batch = FakeRecords.Batch(s_parts[part], 2);
                counts.Add(batch, sink.Write(batch));
                lost += (ulong)part;
                PointStatistics[] now = [.. points.Select((point, index) => new PointStatistics(point, counts.CapturedAt(index), lost))];
                sink.End(PartStatistics.Since(before, now), (ulong)part * 10, (ulong)part * 10 + 10);
                before = now;
            }

            Assert.True(files[part].IsDisposed);
        }

        Assert.Null(sink.Ended);
        return [.. files.Select(file => file.Content.ToArray())];
    }
}
