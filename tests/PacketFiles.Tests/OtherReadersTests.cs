using System.Buffers;

namespace PacketFiles.Tests;

/// <summary>What tshark, capinfos and tcpdump read in a file this library wrote.</summary>
public sealed class OtherReadersTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(ByteOrder.LittleEndian)]
    [InlineData(ByteOrder.BigEndian)]
    public void Tshark_reads_every_field(ByteOrder order)
    {
        Write(order);

        var lines = ExternalTool.Run(
            "tshark", "-r", _path, "-n", "-T", "fields", "-E", "separator=|",
            "-e", "frame.interface_name", "-e", "frame.interface_description", "-e", "frame.interface_queue", "-e", "frame.packet_id",
            "-e", "frame.verdict.ebpf_xdp", "-e", "frame.time_epoch", "-e", "frame.drop_count", "-e", "frame.packet_flags_direction",
            "-e", "frame.len", "-e", "frame.cap_len");

        Assert.Equal(
            """
            eth0@fentry|eth0:prog()@fentry|3|1||1607694215.501287259||0x00000001|60|60
            eth0@fexit|eth0:prog()@fexit|3|1|1|1607694215.501287260||0x00000001|60|60
            eth0@fentry|eth0:prog()@fentry|0|2||1607694215.501287261|258|0x00000001|9000|60
            eth0@fexit|eth0:prog()@fexit|0|2|-1|1607694215.501287262||0x00000001|9000|60

            """,
            lines);
    }

    [Fact]
    public void Display_filters_of_the_documentation_find_their_packets()
    {
        Write(ByteOrder.LittleEndian);

        Assert.Equal("2\n4\n", Numbers("frame.interface_name == \"eth0@fexit\""));
        Assert.Equal("2\n", Numbers("frame.verdict.ebpf_xdp == 1"));
        Assert.Equal("3\n4\n", Numbers("frame.packet_id == 2"));

        string Numbers(string filter) => ExternalTool.Run("tshark", "-r", _path, "-n", "-Y", filter, "-T", "fields", "-e", "frame.number");
    }

    [Fact]
    public void Capinfos_shows_the_section_the_interfaces_and_their_statistics()
    {
        Write(ByteOrder.LittleEndian);

        var info = ExternalTool.Run("capinfos", _path);

        Assert.Contains("pcapng", info, StringComparison.Ordinal);
        AssertLine(info, "Capture hardware:    x86_64");
        AssertLine(info, "Capture oper-sys:    Linux host 6.1");
        AssertLine(info, "Capture application: xdpdump v0");
        AssertLine(info, "Capture comment:     eth0: prog()");
        AssertLine(info, "Number of packets:   4");
        AssertLine(info, "File timestamp precision:  nanoseconds (9)");
        AssertLine(info, "Strict time order:   True");
        AssertLine(info, "Number of interfaces in file: 2");
        AssertLine(info, "Name = eth0@fentry");
        AssertLine(info, "Description = eth0:prog()@fexit");
        AssertLine(info, "Hardware = driver: \"veth\"");
        AssertLine(info, "Speed = 10000000000");
        AssertLine(info, "Time resolution = 0x09");
        AssertLine(info, "Number of stat entries = 1");
        AssertLine(info, "Number of packets = 2");
    }

    [Theory]
    [InlineData(ByteOrder.LittleEndian)]
    [InlineData(ByteOrder.BigEndian)]
    public void Tcpdump_reads_all_packets(ByteOrder order)
    {
        Write(order);

        var lines = ExternalTool.Run("tcpdump", "-r", _path, "-n", "-tt", "--nano", "-e")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '\t') // the hex dump of a protocol it does not know
            .ToArray();

        Assert.Equal(4, lines.Length);
        const string Addresses = "02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff, ethertype Unknown (0x88b5)";
        Assert.StartsWith($"1607694215.501287259 {Addresses}, length 60:", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"1607694215.501287262 {Addresses}, length 9000:", lines[3], StringComparison.Ordinal);
    }

    // Without the verdicts: editcap 4.0 writes those under the queue's code, and tshark then refuses its file.
    [Fact]
    public void File_rewritten_by_editcap_reads_back()
    {
        Write(ByteOrder.LittleEndian);
        var copy = _path + ".copy";
        try
        {
            ExternalTool.Run("editcap", _path, copy);
            var read = new List<(uint Interface, ulong Stamp, ulong? Id, uint? Queue, ulong? Lost)>();
            foreach (var block in new PcapNgReader(File.ReadAllBytes(copy)))
            {
                if (block.Type != BlockType.EnhancedPacket)
                    continue;
                var packet = block.ReadEnhancedPacket();
                read.Add((packet.InterfaceId, packet.Timestamp, packet.PacketId, packet.Queue, packet.DropCount));
            }
            Assert.Equal(
                [
                    (0, 1607694215501287259, 1, 3, null),
                    (1, 1607694215501287260, 1, 3, null),
                    (0, 1607694215501287261, 2, 0, 258),
                    (1, 1607694215501287262, 2, 0, null),
                ],
                read);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private static void AssertLine(string text, string line) =>
        Assert.Contains(line, text.Split('\n').Select(l => l.Trim()));

    private void Write(ByteOrder order)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new PcapNgWriter(output, order);
        var data = new byte[60];
        data.AsSpan(0, 6).Fill(0xFF);
        (data[6], data[11], data[12], data[13]) = (0x02, 0x01, 0x88, 0xB5);
        writer.WriteSectionHeader(new SectionHeader
        {
            Hardware = "x86_64",
            OperatingSystem = "Linux host 6.1",
            Application = "xdpdump v0",
            Comments = ["eth0: prog()"],
        });
        foreach (var point in new[] { "fentry", "fexit" })
        {
            writer.WriteInterfaceDescription(new InterfaceDescription
            {
                Name = $"eth0@{point}",
                Description = $"eth0:prog()@{point}",
                Hardware = "driver: \"veth\"",
                SpeedBitsPerSecond = 10_000_000_000,
            });
        }
        for (var i = 0u; i < 4; i++)
        {
            writer.WriteEnhancedPacket(new EnhancedPacket
            {
                InterfaceId = i & 1,
                Timestamp = 1607694215501287259ul + i,
                OriginalLength = i < 2 ? 60u : 9000u,
                Data = data,
                Flags = PacketFlags.Inbound,
                PacketId = 1 + i / 2,
                Queue = i < 2 ? 3u : 0u,
                XdpVerdict = i switch { 1 => 1, 3 => ulong.MaxValue, _ => null },
                DropCount = i == 2 ? 258 : null,
            });
        }
        for (var i = 0u; i < 2; i++)
        {
            writer.WriteInterfaceStatistics(new InterfaceStatistics
            {
                InterfaceId = i,
                Timestamp = 1607694215501287300,
                StartTime = 1607694215501287200,
                EndTime = 1607694215501287300,
                Received = 260,
                OsDropped = 258,
            });
        }
        File.WriteAllBytes(_path, output.WrittenSpan);
    }
}
