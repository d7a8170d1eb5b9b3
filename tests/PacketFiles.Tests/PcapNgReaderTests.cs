using System.Buffers;
using System.Buffers.Binary;

namespace PacketFiles.Tests;

public sealed class PcapNgReaderTests
{
    [Theory]
    [InlineData(ByteOrder.LittleEndian)]
    [InlineData(ByteOrder.BigEndian)]
    public void Whole_file_reads_back(ByteOrder order)
    {
        var reader = new PcapNgReader(File(order));

        Assert.True(reader.MoveNext());
        Assert.Equal("x86_64", reader.Current.ReadSectionHeader().Hardware);
        Assert.True(reader.MoveNext());
        Assert.Equal(new InterfaceDescription { Name = "eth0@fexit", Filter = "udp" }, reader.Current.ReadInterfaceDescription());
        Assert.True(reader.MoveNext());
        var packet = reader.Current.ReadEnhancedPacket();
        Assert.Equal((1607694215501287259ul, 7ul, 2ul), (packet.Timestamp, packet.PacketId!.Value, packet.XdpVerdict!.Value));
        Assert.Equal([1, 2, 3], packet.Data.ToArray());
        Assert.True(reader.MoveNext());
        Assert.Equal(
            new InterfaceStatistics { InterfaceId = 0, Timestamp = 1ul << 40, EndTime = 2ul << 40, OsDropped = 3 },
            reader.Current.ReadInterfaceStatistics());
        Assert.False(reader.MoveNext());
        Assert.False(reader.MoveNext());
    }

    [Fact]
    public void Sections_of_either_order_may_follow_each_other()
    {
        byte[] file = [.. File(ByteOrder.BigEndian), .. File(ByteOrder.LittleEndian)];
        var stamps = new List<ulong>();

        foreach (var block in new PcapNgReader(file))
        {
            if (block.Type == BlockType.EnhancedPacket)
                stamps.Add(block.ReadEnhancedPacket().Timestamp);
        }

        Assert.Equal([1607694215501287259, 1607694215501287259], stamps);
    }

    [Fact]
    public void Interfaces_are_counted_per_section()
    {
        var second = Section(ByteOrder.LittleEndian, writer => writer.WriteEnhancedPacket(new EnhancedPacket()));
        byte[] file = [.. File(ByteOrder.LittleEndian), .. second];

        var error = Assert.Throws<PcapNgFormatException>(() => Count(file));

        Assert.Equal("interface 0", error.Actual);
        Assert.Equal("one of the 0 described before", error.Expected);
    }

    [Fact]
    public void Unknown_blocks_are_handed_out_and_passed_over()
    {
        var file = File(ByteOrder.LittleEndian);
        byte[] custom = [0xAD, 0x0B, 0, 0, 16, 0, 0, 0, 1, 2, 3, 4, 16, 0, 0, 0];
        var reader = new PcapNgReader((byte[])[.. file, .. custom]);

        for (var i = 0; i < 5; i++)
            Assert.True(reader.MoveNext());

        Assert.Equal((BlockType)0xBAD, reader.Current.Type);
        Assert.Equal(file.Length, reader.Current.Position);
        Assert.Equal(custom, reader.Current.Bytes.ToArray());
        Assert.False(reader.MoveNext());
    }

    [Fact]
    public void Resolution_that_is_not_stated_means_microseconds()
    {
        byte[] description = [1, 0, 0, 0, 20, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0];
        var reader = new PcapNgReader((byte[])[.. Section(ByteOrder.LittleEndian, _ => { }), .. description]);
        reader.MoveNext();
        reader.MoveNext();

        Assert.Equal(6, reader.Current.ReadInterfaceDescription().TimestampResolution);
    }

    [Fact]
    public void Empty_file_has_no_blocks() => Assert.Equal(0, Count([]));

    [Fact]
    public void Cut_file_gives_the_whole_blocks_before_the_cut_and_an_error_for_the_rest()
    {
        var file = File(ByteOrder.LittleEndian);
        var ends = new List<int> { 0 };
        foreach (var block in new PcapNgReader(file))
            ends.Add(ends[^1] + block.Bytes.Length);

        for (var length = 0; length < file.Length; length++)
        {
            var reader = new PcapNgReader(file.AsSpan(0, length));
            var read = 0;
            try
            {
                while (reader.MoveNext())
                    read++;
                Assert.Contains(length, ends);
            }
            catch (PcapNgFormatException error)
            {
                Assert.Equal(ends[read], error.Position);
                Assert.Contains("before the end", error.Actual, StringComparison.Ordinal);
            }
            Assert.Equal(ends.FindLastIndex(end => end <= length), read);
        }
    }

    [Theory]
    [InlineData(0, 6u, "block type 0x6", "section header (0xa0d0d0a)")]
    [InlineData(8, 0x11223344u, "byte-order magic 44332211", "1a2b3c4d or 4d3c2b1a")]
    [InlineData(4, 0u, "total length 0", "a multiple of 4 from 28 to 16777216")]
    [InlineData(4, 45u, "total length 45", "a multiple of 4 from 28 to 16777216")]
    [InlineData(4, uint.MaxValue, "total length 4294967295", "a multiple of 4 from 28 to 16777216")]
    [InlineData(4, 1u << 24, "bytes before the end", "16777216")]
    [InlineData(12, 2u, "major version 2", "1")]
    [InlineData(40, 40u, "total length 40", "44 as at its start")]
    public void Damage_is_named_with_what_was_found_and_what_was_expected(int offset, uint value, string actual, string expected)
    {
        var file = File(ByteOrder.LittleEndian);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(offset), value);

        var error = Assert.Throws<PcapNgFormatException>(() => Count(file));

        Assert.Equal(0, error.Position);
        Assert.Contains(actual, error.Actual, StringComparison.Ordinal);
        Assert.Contains(expected, error.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Block_asked_for_as_another_type_is_the_callers_mistake()
    {
        var reader = new PcapNgReader(File(ByteOrder.LittleEndian));
        reader.MoveNext();
        var error = default(Exception);
        try
        {
            reader.Current.ReadEnhancedPacket();
        }
        catch (InvalidOperationException e)
        {
            error = e;
        }
        Assert.Equal("The block at byte 0 is of type SectionHeader, not EnhancedPacket", error?.Message);
    }

    [Fact]
    public void Stream_that_comes_byte_by_byte_gives_the_same_blocks()
    {
        byte[] file = [.. File(ByteOrder.LittleEndian), .. File(ByteOrder.BigEndian)];
        var fromSpan = new PcapNgReader(file);
        var fromStream = new PcapNgStreamReader(new TricklingStream(file));

        while (fromSpan.MoveNext())
        {
            Assert.True(fromStream.MoveNext());
            Assert.Equal(fromSpan.Current.Type, fromStream.Current.Type);
            Assert.Equal(fromSpan.Current.Position, fromStream.Current.Position);
            Assert.Equal(fromSpan.Current.Bytes.ToArray(), fromStream.Current.Bytes.ToArray());
        }
        Assert.False(fromStream.MoveNext());
    }

    [Fact]
    public void Stream_is_never_read_past_the_block_asked_for()
    {
        var stream = new MemoryStream(File(ByteOrder.LittleEndian));
        var reader = new PcapNgStreamReader(stream);

        Assert.True(reader.MoveNext());

        Assert.Equal(reader.Current.Bytes.Length, stream.Position);
    }

    [Fact]
    public void Stream_that_ends_inside_a_block_is_an_error()
    {
        var file = File(ByteOrder.LittleEndian);
        foreach (var length in new[] { 1, 11, 12, 43 })
        {
            var error = Assert.Throws<PcapNgFormatException>(() => new PcapNgStreamReader(new MemoryStream(file, 0, length)).MoveNext());
            Assert.Equal($"only {length} bytes before the end", error.Actual);
        }
    }

    private static int Count(byte[] file)
    {
        var count = 0;
        foreach (var _ in new PcapNgReader(file))
            count++;
        return count;
    }

    private static byte[] File(ByteOrder order) => Section(order, writer =>
    {
        writer.WriteInterfaceDescription(new InterfaceDescription { Name = "eth0@fexit", Filter = "udp" });
        writer.WriteEnhancedPacket(new EnhancedPacket { Timestamp = 1607694215501287259, Data = [1, 2, 3], PacketId = 7, XdpVerdict = 2 });
        writer.WriteInterfaceStatistics(
            new InterfaceStatistics { InterfaceId = 0, Timestamp = 1ul << 40, EndTime = 2ul << 40, OsDropped = 3 });
    });

    private static byte[] Section(ByteOrder order, Action<PcapNgWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new PcapNgWriter(output, order);
        writer.WriteSectionHeader(new SectionHeader { Hardware = "x86_64" });
        write(writer);
        return output.WrittenSpan.ToArray();
    }

    private sealed class TricklingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);
    }
}
