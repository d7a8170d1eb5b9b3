using System.Buffers;

namespace PacketFiles.Tests;

public sealed class PcapNgWriterTests
{
    private readonly ArrayBufferWriter<byte> _output = new();

    private PcapNgWriter Little => new(_output, ByteOrder.LittleEndian);

    private PcapNgWriter Big => new(_output, ByteOrder.BigEndian);

    [Fact]
    public void Section_header_bytes()
    {
        Little.WriteSectionHeader(new SectionHeader { Hardware = "arm64", Comments = ["é"] });

        AssertBytes("""
            0A 0D 0D 0A  34 00 00 00  4D 3C 2B 1A  01 00 00 00  FF FF FF FF FF FF FF FF
            01 00 02 00  C3 A9 00 00
            02 00 05 00  61 72 6D 36 34 00 00 00
            00 00 00 00  34 00 00 00
            """);
    }

    [Fact]
    public void Section_header_bytes_in_the_other_order()
    {
        Big.WriteSectionHeader(new SectionHeader());

        AssertBytes("0A 0D 0D 0A  00 00 00 20  1A 2B 3C 4D  00 01 00 00  FF FF FF FF FF FF FF FF  00 00 00 00  00 00 00 20");
    }

    [Fact]
    public void Interface_description_bytes()
    {
        Little.WriteInterfaceDescription(new InterfaceDescription
        {
            SnapLength = 0x40000,
            Name = "a",
            Description = "bcde",
            SpeedBitsPerSecond = 1_000_000_000,
            Filter = "ip",
            OperatingSystem = "f",
            Hardware = "gh",
        });

        AssertBytes("""
            01 00 00 00  54 00 00 00  01 00 00 00  00 00 04 00
            02 00 01 00  61 00 00 00
            03 00 04 00  62 63 64 65
            08 00 08 00  00 CA 9A 3B 00 00 00 00
            09 00 01 00  09 00 00 00
            0B 00 03 00  00 69 70 00
            0C 00 01 00  66 00 00 00
            0F 00 02 00  67 68 00 00
            00 00 00 00  54 00 00 00
            """);
    }

    [Fact]
    public void Packet_bytes_with_every_option_in_the_order_the_kernel_writes_them()
    {
        Little.WriteEnhancedPacket(new EnhancedPacket
        {
            InterfaceId = 1,
            Timestamp = 0x1122334455667788,
            OriginalLength = 1514,
            Data = [0xDE, 0xAD, 0xBE, 0xEF, 0x01],
            Flags = PacketFlags.Inbound,
            PacketId = 7,
            Queue = 3,
            XdpVerdict = 1,
            DropCount = 258,
        });

        AssertBytes("""
            06 00 00 00  64 00 00 00  01 00 00 00  44 33 22 11  88 77 66 55  05 00 00 00  EA 05 00 00
            DE AD BE EF 01 00 00 00
            02 00 04 00  01 00 00 00
            05 00 08 00  07 00 00 00 00 00 00 00
            06 00 04 00  03 00 00 00
            07 00 09 00  02 01 00 00 00 00 00 00 00  00 00 00
            04 00 08 00  02 01 00 00 00 00 00 00
            00 00 00 00  64 00 00 00
            """);
    }

    [Fact]
    public void Packet_bytes_in_the_other_order()
    {
        Big.WriteEnhancedPacket(
            new EnhancedPacket { InterfaceId = 1, Timestamp = 0x1122334455667788, OriginalLength = 2, Data = [1, 2], XdpVerdict = 4 });

        AssertBytes("""
            00 00 00 06  00 00 00 38  00 00 00 01  11 22 33 44  55 66 77 88  00 00 00 02  00 00 00 02
            01 02 00 00
            00 07 00 09  02 00 00 00 00 00 00 00 04  00 00 00
            00 00 00 00  00 00 00 38
            """);
    }

    [Fact]
    public void Statistics_bytes_have_the_upper_half_of_times_first_and_counts_in_plain_order()
    {
        Little.WriteInterfaceStatistics(new InterfaceStatistics
        {
            InterfaceId = 2,
            Timestamp = 0x1122334455667788,
            StartTime = 0x0000000100000002,
            EndTime = 0x0000000300000004,
            Received = 5,
            Dropped = 6,
            FilterAccepted = 7,
            OsDropped = 8,
            Delivered = 9,
        });

        AssertBytes("""
            05 00 00 00  70 00 00 00  02 00 00 00  44 33 22 11  88 77 66 55
            02 00 08 00  01 00 00 00 02 00 00 00
            03 00 08 00  03 00 00 00 04 00 00 00
            04 00 08 00  05 00 00 00 00 00 00 00
            05 00 08 00  06 00 00 00 00 00 00 00
            06 00 08 00  07 00 00 00 00 00 00 00
            07 00 08 00  08 00 00 00 00 00 00 00
            08 00 08 00  09 00 00 00 00 00 00 00
            00 00 00 00  70 00 00 00
            """);
    }

    [Fact]
    public void Text_that_no_option_can_hold_is_refused()
    {
        var header = new SectionHeader { Application = new string('x', 65536) };

        var error = Assert.Throws<ArgumentException>(() => Little.WriteSectionHeader(header));

        Assert.Contains("65536", error.Message, StringComparison.Ordinal);
        Assert.Contains("65535", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _output.WrittenCount);
    }

    [Fact]
    public void Longest_possible_text_is_written()
    {
        Little.WriteSectionHeader(new SectionHeader { Application = new string('x', 65535) });

        Assert.Equal(24 + 4 + 65536 + 4 + 4, _output.WrittenCount);
    }

    [Fact]
    public void Writing_a_packet_allocates_nothing_once_the_buffer_has_grown()
    {
        var sink = new DiscardingBufferWriter();
        var writer = new PcapNgWriter(sink);
        var data = new byte[1514];
        Write(10);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Write(1000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Write(int count)
        {
            for (var i = 0; i < count; i++)
                writer.WriteEnhancedPacket(new EnhancedPacket { Data = data, OriginalLength = 1514, PacketId = (ulong)i, XdpVerdict = 2 });
        }
    }

    private void AssertBytes(string expected) =>
        Assert.Equal(
            Convert.ToHexString(Convert.FromHexString(string.Concat(expected.Where(c => !char.IsWhiteSpace(c))))),
            Convert.ToHexString(_output.WrittenSpan));

    private sealed class DiscardingBufferWriter : IBufferWriter<byte>
    {
        private readonly byte[] _buffer = new byte[4096];

        public void Advance(int count)
        {
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => _buffer;

        public Span<byte> GetSpan(int sizeHint = 0) => _buffer;
    }
}
