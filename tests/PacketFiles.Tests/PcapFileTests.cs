using System.Buffers;
using System.Buffers.Binary;

namespace PacketFiles.Tests;

/// <summary>Classic pcap, byte for byte.</summary>
public sealed class PcapFileTests
{
    private const ulong Stamp = 1607694215501287259;

    [Theory]
    [InlineData(TimestampPrecision.Nanoseconds, "4d3cb2a1", "8777d35f 5b09e11d")]
    [InlineData(TimestampPrecision.Microseconds, "d4c3b2a1", "8777d35f 27a60700")]
    public void Header_and_record_are_the_documented_ones(TimestampPrecision precision, string magic, string stamp) => Assert.Equal(
        Bytes($"{magic} 0200 0400 00000000 00000000 00000400 01000000 {stamp} 03000000 28230000 010203"),
        Write(
            new PcapFileHeader { SnapLength = 262144, Precision = precision },
            ByteOrder.LittleEndian,
            writer => writer.WritePacket(Stamp, 9000, [1, 2, 3])));

    [Theory]
    [InlineData(TimestampPrecision.Nanoseconds, "a1b23c4d", "5fd37787 1de1095b")]
    [InlineData(TimestampPrecision.Microseconds, "a1b2c3d4", "5fd37787 0007a627")]
    public void All_numbers_are_in_the_order_asked_for(TimestampPrecision precision, string magic, string stamp) => Assert.Equal(
        Bytes($"{magic} 0002 0004 00000000 00000000 00040000 00000001 {stamp} 00000003 00002328 010203"),
        Write(
            new PcapFileHeader { SnapLength = 262144, Precision = precision },
            ByteOrder.BigEndian,
            writer => writer.WritePacket(Stamp, 9000, [1, 2, 3])));

    [Fact]
    public void Link_type_and_snapshot_length_stand_in_the_header()
    {
        var reader = new PcapReader(Write(new PcapFileHeader { LinkType = 101, SnapLength = 96 }, ByteOrder.BigEndian, _ => { }));

        Assert.Equal(new PcapFileHeader { LinkType = 101, SnapLength = 96 }, reader.Header);
        Assert.Equal(ByteOrder.BigEndian, reader.Order);
        Assert.False(reader.MoveNext());
    }

    [Fact]
    public void Checksum_length_beside_the_link_type_is_passed_over()
    {
        var file = Empty();
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(20), 0x24000001);

        Assert.Equal(1, new PcapReader(file).Header.LinkType);
    }

    [Fact]
    public void Writing_allocates_nothing()
    {
        var output = new ArrayBufferWriter<byte>(1 << 20);
        var writer = new PcapWriter(output, new PcapFileHeader { SnapLength = 1514 });
        var data = new byte[1514];
        writer.WritePacket(Stamp, 9000, data);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 500; i++)
            writer.WritePacket(Stamp, 9000, data);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(4, 4u, 3u)]
    [InlineData(3, 2u, 4u)]
    public void More_bytes_than_the_packet_or_the_snapshot_length_has_are_the_callers_mistake(int bytes, uint packet, uint snapLength)
    {
        var writer = new PcapWriter(new ArrayBufferWriter<byte>(), new PcapFileHeader { SnapLength = snapLength });

        var error = Assert.Throws<ArgumentException>(() => writer.WritePacket(0, packet, new byte[bytes]));

        Assert.Contains($"{bytes} bytes of a packet of {packet}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Snapshot_length_of_zero_is_the_callers_mistake() =>
        Assert.Throws<ArgumentException>(() => new PcapWriter(new ArrayBufferWriter<byte>(), new PcapFileHeader { SnapLength = 0 }));

    [Fact]
    public void Time_beyond_2106_does_not_come_round_to_1970()
    {
        var writer = new PcapWriter(new ArrayBufferWriter<byte>(), new PcapFileHeader { SnapLength = 1 });
        writer.WritePacket(uint.MaxValue * 1_000_000_000ul + 999_999_999, 0, []);

        Assert.Throws<OverflowException>(() => writer.WritePacket((uint.MaxValue + 1ul) * 1_000_000_000, 0, []));
    }

    [Theory]
    [InlineData(0, 0x1A2B3C4Du, "magic 4d3c2b1a", "a1b2c3d4 or a1b23c4d in either byte order")]
    [InlineData(4, 0x00030002u, "version 2.3", "2.4")]
    [InlineData(20, 0x00010001u, "link type 0x00010001", "0 in the reserved bits")]
    [InlineData(32, (16u << 20) + 1, "captured length 16777217", "at most 16777216")]
    [InlineData(32, 8u, "only 23 bytes before the end", "24")]
    public void Damage_is_named_with_what_was_found_and_what_was_expected(int offset, uint value, string actual, string expected)
    {
        var file = Write(new PcapFileHeader { SnapLength = 4 }, ByteOrder.LittleEndian, writer => writer.WritePacket(Stamp, 4, [1, 2, 3]));
        Array.Resize(ref file, file.Length + 4); // what a longer length reaches into
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(offset), value);

        var error = Assert.Throws<PcapFormatException>(() => Count(file));

        Assert.Equal((offset < 24 ? 0 : 24, actual, expected), (error.Position, error.Actual, error.Expected));
    }

    [Fact]
    public void Cut_file_gives_the_whole_packets_before_the_cut_and_an_error_for_the_rest()
    {
        var file = Write(new PcapFileHeader { SnapLength = 9 }, ByteOrder.LittleEndian, writer =>
        {
            for (var i = 0; i < 3; i++)
                writer.WritePacket(Stamp, 9, new byte[i]);
        });
        int[] ends = [24, 40, 57, 75];
        for (var length = 0; length < file.Length; length++)
        {
            var read = 0;
            try
            {
                foreach (var _ in new PcapReader(file.AsSpan(0, length)))
                    read++;
                Assert.Contains(length, ends);
            }
            catch (PcapFormatException error)
            {
                Assert.Equal(length < 24 ? 0 : ends[read], error.Position);
            }
            Assert.Equal(Math.Max(0, ends.Count(end => end <= length) - 1), read);
        }
    }

    internal static byte[] Write(PcapFileHeader header, ByteOrder order, Action<PcapWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new PcapWriter(output, header, order);
        writer.WriteFileHeader();
        write(writer);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Bytes(string hexadecimal) => Convert.FromHexString(hexadecimal.Replace(" ", "", StringComparison.Ordinal));

    private static byte[] Empty() => Write(new PcapFileHeader { SnapLength = 1 }, ByteOrder.LittleEndian, _ => { });

    private static int Count(byte[] file)
    {
        var count = 0;
        foreach (var _ in new PcapReader(file))
            count++;
        return count;
    }
}
