using System.Buffers;
using CsCheck;

namespace PacketFiles.Tests;

public sealed class PcapNgPropertyTests
{
    private static readonly Gen<ByteOrder> Orders = Gen.Enum<ByteOrder>();

    // Half a surrogate pair is no text: UTF-8 cannot carry it.
    private static readonly Gen<string?> Texts =
        Gen.Null(Gen.Char.Where(c => !char.IsSurrogate(c)).Array[0, 40].Select(chars => new string(chars)));

    private static readonly Gen<ulong?> Numbers = Gen.Nullable(Gen.ULong);

    private static readonly Gen<SectionHeader> Headers =
        Gen.Select(Texts, Texts, Texts, Texts.Where(t => t is not null).Array[0, 3], (hardware, system, application, comments) =>
            new SectionHeader { Hardware = hardware, OperatingSystem = system, Application = application, Comments = comments! });

    private static readonly Gen<InterfaceDescription> Descriptions =
        Gen.Select(
            Gen.Select(Gen.UShort, Gen.UInt, Gen.Byte, Numbers), Texts, Texts, Texts, Texts, Texts,
            (numbers, name, description, hardware, system, filter) => new InterfaceDescription
            {
                LinkType = numbers.Item1,
                SnapLength = numbers.Item2,
                TimestampResolution = numbers.Item3,
                SpeedBitsPerSecond = numbers.Item4,
                Name = name,
                Description = description,
                Hardware = hardware,
                OperatingSystem = system,
                Filter = filter,
            });

    private static readonly Gen<InterfaceStatistics> Statistics =
        Gen.Select(
            Gen.ULong, Texts, Numbers, Numbers, Gen.Select(Numbers, Numbers, Numbers, Numbers, Numbers),
            (stamp, comment, start, end, counts) => new InterfaceStatistics
            {
                InterfaceId = 0,
                Timestamp = stamp,
                Comment = comment,
                StartTime = start,
                EndTime = end,
                Received = counts.Item1,
                Dropped = counts.Item2,
                FilterAccepted = counts.Item3,
                OsDropped = counts.Item4,
                Delivered = counts.Item5,
            });

    private static readonly Gen<Packet> Packets =
        Gen.Select(
            Gen.ULong, Gen.UInt, Gen.Byte.Array[0, 200],
            Gen.Select(Gen.Nullable(Gen.UInt), Gen.Nullable(Gen.UInt), Numbers, Numbers, Numbers),
            (stamp, length, data, option) => new Packet(
                stamp, length, Convert.ToHexString(data), option.Item1, option.Item2, option.Item3, option.Item4, option.Item5));

    private static readonly Gen<byte[]> Files = Gen.Select(
        Orders, Headers, Descriptions, Packets.Array[0, 4], Statistics, (order, header, description, packets, statistics) =>
            Write(order, writer =>
            {
                writer.WriteSectionHeader(header);
                writer.WriteInterfaceDescription(description);
                foreach (var packet in packets)
                    packet.WriteTo(writer);
                writer.WriteInterfaceStatistics(statistics);
            }));

    [Fact]
    public void Section_header_reads_back_as_written() =>
        Gen.Select(Orders, Headers).Sample((order, header) =>
        {
            var reader = new PcapNgReader(Write(order, writer => writer.WriteSectionHeader(header)));
            Assert.True(reader.MoveNext());
            var read = reader.Current.ReadSectionHeader();
            Assert.Equal(header.Comments, read.Comments);
            Assert.Equal(header, read with { Comments = header.Comments });
            Assert.False(reader.MoveNext());
        });

    [Fact]
    public void Interface_description_reads_back_as_written() =>
        Gen.Select(Orders, Descriptions).Sample((order, description) =>
        {
            var reader = Second(order, writer => writer.WriteInterfaceDescription(description));
            Assert.Equal(description, reader.Current.ReadInterfaceDescription());
            Assert.False(reader.MoveNext());
        });

    [Fact]
    public void Interface_statistics_read_back_as_written() =>
        Gen.Select(Orders, Statistics).Sample((order, statistics) =>
        {
            var reader = Second(order, writer =>
            {
                writer.WriteInterfaceDescription(new InterfaceDescription());
                writer.WriteInterfaceStatistics(statistics);
            });
            Assert.True(reader.MoveNext());
            Assert.Equal(statistics, reader.Current.ReadInterfaceStatistics());
            Assert.False(reader.MoveNext());
        });

    [Fact]
    public void Packets_read_back_as_written() =>
        Gen.Select(Orders, Packets.Array[1, 5]).Sample((order, packets) =>
        {
            var reader = Second(order, writer =>
            {
                writer.WriteInterfaceDescription(new InterfaceDescription());
                foreach (var packet in packets)
                    packet.WriteTo(writer);
            });
            foreach (var packet in packets)
            {
                Assert.True(reader.MoveNext());
                Assert.Equal(packet, Packet.From(reader.Current.ReadEnhancedPacket()));
            }
            Assert.False(reader.MoveNext());
        });

    [Fact]
    public void Random_bytes_give_blocks_or_a_format_error() => Gen.Byte.Array[0, 200].Sample(ReadAll);

    [Fact]
    public void Random_bytes_behind_a_section_header_give_blocks_or_a_format_error() =>
        Gen.Select(Orders, Gen.Byte.Array[0, 200]).Sample((order, bytes) =>
            ReadAll([.. Write(order, writer => writer.WriteSectionHeader(new SectionHeader())), .. bytes]));

    [Fact]
    public void Mutated_files_give_blocks_or_a_format_error() =>
        Gen.Select(Files, Gen.Select(Gen.Int[0, 100_000], Gen.Byte).Array[1, 8]).Sample(
            (file, mutations) =>
            {
                var mutated = file.ToArray();
                foreach (var (at, value) in mutations)
                    mutated[at % mutated.Length] = value;
                ReadAll(mutated);
            },
            iter: 2000);

    [Fact]
    public void Cut_and_spliced_files_give_blocks_or_a_format_error() =>
        Gen.Select(Files, Gen.Int[0, 100_000], Gen.Int[0, 100_000]).Sample((file, a, b) =>
        {
            var (from, to) = (Math.Min(a % file.Length, b % file.Length), Math.Max(a % file.Length, b % file.Length));
            ReadAll([.. file[..from], .. file[to..]]);
        });

    /// <summary>Reads everything there is to read, both ways; anything but a format error goes through.</summary>
    private static void ReadAll(byte[] bytes)
    {
        _ = EnhancedPacketView.TryParse(bytes, out _);
        var blocks = new List<string>();
        var error = default(string);
        try
        {
            foreach (var block in new PcapNgReader(bytes))
            {
                blocks.Add(Convert.ToHexString(block.Bytes));
                ReadOne(block);
            }
        }
        catch (PcapNgFormatException e)
        {
            error = e.Message;
            Assert.InRange(e.Position, 0, bytes.Length);
        }
        var streamed = new PcapNgStreamReader(new MemoryStream(bytes));
        try
        {
            for (var i = 0; streamed.MoveNext(); i++)
            {
                Assert.Equal(blocks[i], Convert.ToHexString(streamed.Current.Bytes));
                ReadOne(streamed.Current);
            }
            Assert.Null(error);
        }
        catch (PcapNgFormatException e)
        {
            // Where the file is cut the span knows how much is left, the stream how much came: the same, unless a length was absurd.
            Assert.NotNull(error);
            Assert.InRange(e.Position, 0, bytes.Length);
        }
    }

    private static void ReadOne(PcapNgBlock block)
    {
        switch (block.Type)
        {
            case BlockType.SectionHeader: block.ReadSectionHeader(); break;
            case BlockType.InterfaceDescription: block.ReadInterfaceDescription(); break;
            case BlockType.EnhancedPacket: Packet.From(block.ReadEnhancedPacket()); break;
            case BlockType.InterfaceStatistics: block.ReadInterfaceStatistics(); break;
        }
    }

    private static PcapNgReader Second(ByteOrder order, Action<PcapNgWriter> write)
    {
        var reader = new PcapNgReader(Write(order, writer =>
        {
            writer.WriteSectionHeader(new SectionHeader());
            write(writer);
        }));
        Assert.True(reader.MoveNext());
        Assert.True(reader.MoveNext());
        return reader;
    }

    private static byte[] Write(ByteOrder order, Action<PcapNgWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(new PcapNgWriter(output, order));
        return output.WrittenSpan.ToArray();
    }

    private sealed record Packet(
        ulong Timestamp, uint Length, string Data, uint? Flags, uint? Queue, ulong? Id, ulong? Verdict, ulong? Lost)
    {
        public static Packet From(EnhancedPacketView view) => new(
            view.Timestamp, view.OriginalLength, Convert.ToHexString(view.Data),
            view.Flags, view.Queue, view.PacketId, view.XdpVerdict, view.DropCount);

        public void WriteTo(PcapNgWriter writer) => writer.WriteEnhancedPacket(new EnhancedPacket
        {
            Timestamp = Timestamp,
            OriginalLength = Length,
            Data = Convert.FromHexString(Data),
            Flags = Flags,
            Queue = Queue,
            PacketId = Id,
            XdpVerdict = Verdict,
            DropCount = Lost,
        });
    }
}
