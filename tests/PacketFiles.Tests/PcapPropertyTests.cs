using CsCheck;

namespace PacketFiles.Tests;

public sealed class PcapPropertyTests
{
    private const uint SnapLength = 200;

    private static readonly Gen<PcapFileHeader> Headers =
        Gen.Select(Gen.UShort, Gen.UInt[SnapLength, uint.MaxValue], Gen.Enum<TimestampPrecision>(), (linkType, snapLength, precision) =>
            new PcapFileHeader { LinkType = linkType, SnapLength = snapLength, Precision = precision });

    private static readonly Gen<Packet> Packets =
        Gen.Select(Gen.ULong[0, uint.MaxValue * 1_000_000_000ul], Gen.UInt, Gen.Byte.Array[0, (int)SnapLength], (stamp, length, data) =>
            new Packet(stamp, Math.Max(length, (uint)data.Length), Convert.ToHexString(data)));

    private static readonly Gen<byte[]> Files = Gen.Select(Headers, Gen.Enum<ByteOrder>(), Packets.Array[0, 5], Write);

    [Fact]
    public void Files_of_either_order_and_precision_read_back_as_written() =>
        Gen.Select(Headers, Gen.Enum<ByteOrder>(), Packets.Array[0, 5]).Sample((header, order, packets) =>
        {
            var reader = new PcapReader(Write(header, order, packets));
            Assert.Equal((header, order), (reader.Header, reader.Order));
            foreach (var packet in packets)
            {
                Assert.True(reader.MoveNext());
                Assert.Equal(packet.In(header.Precision), Packet.From(reader.Current));
            }
            Assert.False(reader.MoveNext());
        });

    [Fact]
    public void Random_bytes_give_packets_or_a_format_error() => Gen.Byte.Array[0, 200].Sample(ReadAll);

    [Fact]
    public void Random_bytes_behind_a_header_give_packets_or_a_format_error() =>
        Gen.Select(Headers, Gen.Enum<ByteOrder>(), Gen.Byte.Array[0, 200]).Sample((header, order, bytes) =>
            ReadAll([.. Write(header, order, []), .. bytes]));

    [Fact]
    public void Mutated_files_give_packets_or_a_format_error() =>
        Gen.Select(Files, Gen.Select(Gen.Int[0, 100_000], Gen.Byte).Array[1, 8]).Sample(
            (file, mutations) =>
            {
                var mutated = file.ToArray();
                foreach (var (at, value) in mutations)
                    mutated[at % mutated.Length] = value;
                ReadAll(mutated);
            },
            iter: 2000);

    private static byte[] Write(PcapFileHeader header, ByteOrder order, Packet[] packets) => PcapFileTests.Write(header, order, writer =>
    {
        foreach (var packet in packets)
            writer.WritePacket(packet.Timestamp, packet.Length, Convert.FromHexString(packet.Data));
    });

    private static void ReadAll(byte[] bytes)
    {
        try
        {
            foreach (var packet in new PcapReader(bytes))
                Packet.From(packet);
        }
        catch (PcapFormatException e)
        {
            Assert.InRange(e.Position, 0, bytes.Length);
        }
    }

    private sealed record Packet(ulong Timestamp, uint Length, string Data)
    {
        public static Packet From(PcapPacketView view) => new(view.Timestamp, view.OriginalLength, Convert.ToHexString(view.Data));

        public Packet In(TimestampPrecision precision) =>
            precision == TimestampPrecision.Nanoseconds ? this : this with { Timestamp = Timestamp / 1000 * 1000 };
    }
}
