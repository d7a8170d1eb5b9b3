using System.Buffers;
using System.Buffers.Binary;
using Capture.Records;
using PacketFiles;

namespace Capture.Tests.Rings;

/// <summary>A record is the block that PcapNgWriter writes: what the kernel side and the reader know of it stands where that has put it.</summary>
public sealed unsafe class RecordLayoutTests
{
    private const uint Interface = 0x1111_1111, Original = 0x2222_2222, Queue = 0x3333_3333;
    private const ulong Id = 0x4444_4444_4444_4444, Action = 0x5566_7788_99aa_bbcc, DropCount = 0x6666_6666_6666_6666;
    private const ulong Time = 0x0102_0304_0506_0708;

    public static TheoryData<int> Lengths => [0, 1, 2, 3, 4, 5, 60, 1514];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void The_header_is_that_of_an_enhanced_packet_block(int length)
    {
        var block = Block(length, verdict: true, dropCount: true);
        Assert.Equal(RecordLayout.BlockType, Word(block, RecordLayout.Type));
        Assert.Equal(block.Length, Word(block, RecordLayout.Length));
        Assert.Equal(Interface, (uint)Word(block, RecordLayout.InterfaceId));
        Assert.Equal((uint)(Time >> 32), (uint)Word(block, RecordLayout.Stamp));
        Assert.Equal(unchecked((uint)Time), (uint)Word(block, RecordLayout.Stamp + 4));
        Assert.Equal(length, Word(block, RecordLayout.CapturedLength));
        Assert.Equal(Original, (uint)Word(block, RecordLayout.OriginalLength));
        Assert.Equal(Data(length), block[RecordLayout.Packet..(RecordLayout.Packet + length)]);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void The_options_stand_behind_the_padded_packet(int length)
    {
        var block = Block(length, verdict: true, dropCount: false);
        var options = RecordLayout.Packet + (int)RecordLayout.Padded((uint)length);
        Assert.Equal(RecordLayout.FlagsInbound, Double(block, options + RecordLayout.FlagsOption));
        Assert.Equal(RecordLayout.IdHeader, Word(block, options + RecordLayout.IdOption));
        Assert.Equal(Id, Double(block, options + RecordLayout.Id));
        Assert.Equal((ulong)Queue << 32 | RecordLayout.QueueHeader, Double(block, options + RecordLayout.QueueOption));
        Assert.Equal(RecordLayout.VerdictHeaderAndKind | Action << 40, Double(block, options + RecordLayout.VerdictOption));
        Assert.Equal(Action >> 24, Double(block, options + RecordLayout.VerdictOption + 8));
        var end = options + RecordLayout.VerdictOption + RecordLayout.VerdictSize;
        Assert.Equal((ulong)block.Length << 32, Double(block, end));
        Assert.Equal(block.Length, end + RecordLayout.EndSize);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_record_is_as_long_as_its_options_make_it(bool verdict, bool dropCount)
    {
        foreach (var length in Lengths.Select(row => row.Data))
        {
            Assert.Equal(
                RecordLayout.Packet + RecordLayout.Padded((uint)length) + (uint)RecordLayout.OptionsSize(verdict)
                    + (dropCount ? RecordLayout.DropCountSize : 0u),
                (uint)Block(length, verdict, dropCount).Length);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_reader_finds_the_id_and_the_drop_count(bool verdict)
    {
        foreach (var length in Lengths.Select(row => row.Data))
        {
            var (with, without) = (Block(length, verdict, dropCount: true), Block(length, verdict, dropCount: false));
            fixed (byte* told = with, silent = without)
            {
                Assert.Equal(Id, *RecordLayout.IdOf(told));
                Assert.Equal(Id, *RecordLayout.IdOf(silent));
                Assert.Equal(
                    (true, false),
                    (RecordLayout.HasDropCount(told, (uint)with.Length), RecordLayout.HasDropCount(silent, (uint)without.Length)));
                Assert.Equal(DropCount, *RecordLayout.DropCountOf(told, (uint)with.Length));
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_record_that_a_drop_count_is_added_to_is_the_one_that_had_it(bool verdict)
    {
        foreach (var length in Lengths.Select(row => row.Data))
        {
            var expected = Block(length, verdict, dropCount: true);
            var record = new byte[expected.Length];
            var without = Block(length, verdict, dropCount: false);
            without.CopyTo(record, 0);
            fixed (byte* bytes = record)
            {
                RecordLayout.AddDropCount(bytes, (uint)without.Length);
                *RecordLayout.DropCountOf(bytes, (uint)record.Length) = DropCount;
            }

            Assert.Equal(expected, record);
        }
    }

    private static byte[] Block(int length, bool verdict, bool dropCount)
    {
        var output = new ArrayBufferWriter<byte>();
        new PcapNgWriter(output).WriteEnhancedPacket(new EnhancedPacket
        {
            InterfaceId = Interface,
            Timestamp = Time,
            OriginalLength = Original,
            Data = Data(length),
            Flags = PacketFlags.Inbound,
            PacketId = Id,
            Queue = Queue,
            XdpVerdict = verdict ? Action : null,
            DropCount = dropCount ? DropCount : null,
        });
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Data(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i + 1))];

    private static int Word(byte[] block, int at) => BinaryPrimitives.ReadInt32LittleEndian(block.AsSpan(at));

    private static ulong Double(byte[] block, int at) => BinaryPrimitives.ReadUInt64LittleEndian(block.AsSpan(at));
}
