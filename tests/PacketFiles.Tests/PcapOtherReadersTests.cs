namespace PacketFiles.Tests;

/// <summary>What tshark, capinfos, tcpdump and editcap read in, or write as, classic pcap.</summary>
public sealed class PcapOtherReadersTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(ByteOrder.LittleEndian, TimestampPrecision.Nanoseconds, "501287259")]
    [InlineData(ByteOrder.BigEndian, TimestampPrecision.Nanoseconds, "501287259")]
    [InlineData(ByteOrder.LittleEndian, TimestampPrecision.Microseconds, "501287000")]
    [InlineData(ByteOrder.BigEndian, TimestampPrecision.Microseconds, "501287000")]
    public void Tshark_and_tcpdump_read_all_packets(ByteOrder order, TimestampPrecision precision, string fraction)
    {
        Write(order, precision);

        Assert.Equal(
            $"1607694215.{fraction}|9000|60\n1607694216.{fraction}|60|60\n",
            ExternalTool.Run(
                "tshark", "-r", _path, "-n", "-T", "fields", "-E", "separator=|",
                "-e", "frame.time_epoch", "-e", "frame.len", "-e", "frame.cap_len"));
        Assert.Contains(
            $"1607694215.{fraction} 02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff, ethertype Unknown (0x88b5), length 9000:",
            ExternalTool.Run("tcpdump", "-r", _path, "-n", "-tt", "--nano", "-e"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Capinfos_names_the_format_the_link_type_and_the_limit()
    {
        Write(ByteOrder.LittleEndian, TimestampPrecision.Nanoseconds);

        var info = ExternalTool.Run("capinfos", _path);

        Assert.Matches(@"File type: +Wireshark/tcpdump/\.\.\. - nanosecond pcap", info);
        Assert.Matches(@"File encapsulation: +Ethernet", info);
        Assert.Matches(@"Packet size limit: +file hdr: 60 bytes", info);
        Assert.Matches(@"Number of packets: +2\b", info);
    }

    [Theory]
    [InlineData("pcap", TimestampPrecision.Microseconds)]
    [InlineData("nsecpcap", TimestampPrecision.Nanoseconds)]
    public void Files_that_editcap_wrote_read_back(string format, TimestampPrecision precision)
    {
        Write(ByteOrder.BigEndian, TimestampPrecision.Nanoseconds);
        var copy = _path + ".copy";
        try
        {
            ExternalTool.Run("editcap", "-F", format, _path, copy);
            var reader = new PcapReader(File.ReadAllBytes(copy));
            Assert.Equal(precision, reader.Header.Precision);
            Assert.True(reader.MoveNext());
            var packet = reader.Current;
            Assert.Equal(precision == TimestampPrecision.Nanoseconds ? 1607694215501287259ul : 1607694215501287000, packet.Timestamp);
            Assert.Equal((9000u, 60), (packet.OriginalLength, packet.Data.Length));
            Assert.True(reader.MoveNext());
            Assert.False(reader.MoveNext());
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private void Write(ByteOrder order, TimestampPrecision precision)
    {
        var data = new byte[60];
        data.AsSpan(0, 6).Fill(0xFF);
        (data[6], data[11], data[12], data[13]) = (0x02, 0x01, 0x88, 0xB5);
        File.WriteAllBytes(_path, PcapFileTests.Write(new PcapFileHeader { SnapLength = 60, Precision = precision }, order, writer =>
        {
            writer.WritePacket(1607694215501287259, 9000, data);
            writer.WritePacket(1607694216501287259, 60, data);
        }));
    }
}
