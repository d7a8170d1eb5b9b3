using System.Buffers;
using System.Buffers.Binary;

namespace PacketFiles.Tests;

public sealed class EnhancedPacketViewTests
{
    private static readonly byte[] Full = Block(new EnhancedPacket
    {
        InterfaceId = 3,
        Timestamp = 1607694215501287259,
        OriginalLength = 9000,
        Data = [1, 2, 3, 4, 5],
        Flags = PacketFlags.Inbound,
        PacketId = 0x8000_0000_0000_0001,
        Queue = 4,
        XdpVerdict = ulong.MaxValue,
        DropCount = 17,
    });

    [Fact]
    public void Every_field_reads_back()
    {
        Assert.True(EnhancedPacketView.TryParse(Full, out var view));

        Assert.Equal(Full.Length, view.BlockLength);
        Assert.Equal(3u, view.InterfaceId);
        Assert.Equal(1607694215501287259u, view.Timestamp);
        Assert.Equal(5, view.CapturedLength);
        Assert.Equal(9000u, view.OriginalLength);
        Assert.Equal([1, 2, 3, 4, 5], view.Data.ToArray());
        Assert.Equal(PacketFlags.Inbound, view.Flags);
        Assert.Equal(0x8000_0000_0000_0001u, view.PacketId);
        Assert.Equal(4u, view.Queue);
        Assert.Equal(ulong.MaxValue, view.XdpVerdict);
        Assert.Equal(17u, view.DropCount);
    }

    [Fact]
    public void Options_that_are_not_there_read_as_null()
    {
        Assert.True(EnhancedPacketView.TryParse(Block(new EnhancedPacket { Data = [1] }), out var view));

        Assert.Null(view.Flags);
        Assert.Null(view.PacketId);
        Assert.Null(view.Queue);
        Assert.Null(view.XdpVerdict);
        Assert.Null(view.DropCount);
    }

    [Fact]
    public void Block_is_read_from_the_front_of_several()
    {
        byte[] two = [.. Full, .. Block(new EnhancedPacket { InterfaceId = 8 })];

        Assert.True(EnhancedPacketView.TryParse(two, out var first));
        Assert.True(EnhancedPacketView.TryParse(two.AsSpan(first.BlockLength), out var second));

        Assert.Equal(3u, first.InterfaceId);
        Assert.Equal(8u, second.InterfaceId);
        Assert.Equal(two.Length, first.BlockLength + second.BlockLength);
    }

    [Fact]
    public void Block_cut_anywhere_is_refused()
    {
        for (var length = 0; length < Full.Length; length++)
            Assert.False(EnhancedPacketView.TryParse(Full.AsSpan(0, length), out _), $"{length} bytes");
    }

    [Theory]
    [InlineData(0, 5u)] // another type
    [InlineData(4, 0u)] // total length too short, odd, too long
    [InlineData(4, 28u)]
    [InlineData(4, 101u)]
    [InlineData(4, uint.MaxValue)]
    [InlineData(20, 69u)] // captured length beyond the block
    [InlineData(20, uint.MaxValue)]
    [InlineData(96, 92u)] // second length differs from the first
    public void Damaged_header_is_refused(int offset, uint value)
    {
        var block = Full.ToArray();
        Assert.Equal(100, block.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(offset), value);

        Assert.False(EnhancedPacketView.TryParse(block, out _));
    }

    [Fact]
    public void Option_reaching_beyond_its_block_is_an_error_with_position_and_lengths()
    {
        var block = Full.ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(36 + 2), 1000);

        var error = Assert.Throws<PcapNgFormatException>(() => Parse(block).PacketId);

        Assert.Equal("option 2 at byte 36: found length 1000, expected at most 56", error.Message);
    }

    [Fact]
    public void Option_of_the_wrong_length_is_an_error()
    {
        var block = Full.ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(44 + 2), 7);

        var error = Assert.Throws<PcapNgFormatException>(() => Parse(block).PacketId);

        Assert.Equal((44, "length 7", "8"), (error.Position, error.Actual, error.Expected));
    }

    [Fact]
    public void Verdicts_of_hardware_and_traffic_control_are_passed_over()
    {
        var block = Full.ToArray();
        block[64 + 4] = 1;

        Assert.Null(Parse(block).XdpVerdict);
    }

    [Fact]
    public void Options_without_an_end_are_read_to_the_end_of_the_block()
    {
        byte[] block = [.. Full[..92], .. Full[^4..]];
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(4), block.Length);
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(block.Length - 4), block.Length);

        Assert.Equal(17u, Parse(block).DropCount);
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        Read(10);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Read(1000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static ulong Read(int count)
        {
            var sum = 0ul;
            for (var i = 0; i < count; i++)
            {
                if (!EnhancedPacketView.TryParse(Full, out var view))
                    return 0;
                sum += view.Timestamp + view.PacketId!.Value + view.Queue!.Value + view.DropCount!.Value + view.XdpVerdict!.Value;
            }
            return sum;
        }
    }

    private static EnhancedPacketView Parse(byte[] block)
    {
        Assert.True(EnhancedPacketView.TryParse(block, out var view));
        return view;
    }

    private static byte[] Block(EnhancedPacket packet)
    {
        var output = new ArrayBufferWriter<byte>();
        new PcapNgWriter(output).WriteEnhancedPacket(packet);
        return output.WrittenSpan.ToArray();
    }
}
