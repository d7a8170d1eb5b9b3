using System.Text;
using Capture.Model;
using Capture.Output;
using Capture.Sinks;
using Capture.Tests.Output;
using Linux;
using Linux.Files;
using PacketFiles;

namespace Capture.Tests.Sinks;

public sealed class TextSinkTests : IDisposable
{
    private readonly FakeFile _file = new(FileKind.Other);

    public void Dispose() => _file.Dispose();

    [Fact]
    public void Entry_and_exit_lines()
    {
        Assert.Equal(
            """
            1607694215.501287259: xdp_dispatcher()@entry: packet size 102 bytes on if_index 2, rx queue 0, id 1
            1607694215.501394709: xdp_dispatcher()@exit[PASS]: packet size 102 bytes on if_index 2, rx queue 0, id 1

            """,
            Print(
                new EnhancedPacket { Timestamp = 1607694215501287259, OriginalLength = 102, Data = new byte[102], Queue = 0, PacketId = 1 },
                new EnhancedPacket
                {
                    InterfaceId = 1,
                    Timestamp = 1607694215501394709,
                    OriginalLength = 102,
                    Data = new byte[102],
                    Queue = 0,
                    PacketId = 1,
                    XdpVerdict = 2,
                }));
    }

    [Fact]
    public void Hex_listing_is_the_documented_one_byte_for_byte()
    {
        var data = Convert.FromHexString(
            "ffffffffffff0002d11947bd08060001080006040001" +
            "0002d11947bdac1001cbffffffffffffac1001cb0000000000000000e00000000500000004" + "00");

        Assert.Equal(
            """
            1601027763.302161077: xdp_dispatcher()@entry: packet size 60 bytes, captured 60 bytes on if_index 2, rx queue 0, id 1
              0x0000:  ff ff ff ff ff ff 00 02 d1 19 47 bd 08 06 00 01  ..........G.....
              0x0010:  08 00 06 04 00 01 00 02 d1 19 47 bd ac 10 01 cb  ..........G.....
              0x0020:  ff ff ff ff ff ff ac 10 01 cb 00 00 00 00 00 00  ................
              0x0030:  00 00 e0 00 00 00 05 00 00 00 04 00              ............

            """,
            PrintHex(new EnhancedPacket { Timestamp = 1601027763302161077, OriginalLength = 60, Data = data, Queue = 0, PacketId = 1 }));
    }

    [Fact]
    public void Legacy_lines_have_microseconds_and_the_interfaces_name()
    {
        var sink = new TextSink(hex: true, verbose: false);
        sink.Begin(new OutputStream(_file, "fake", isOurs: false));
        sink.AddPoints([new CapturePoint(0, "eth0", 2, 0, "", CapturePosition.Entry) { IsLegacy = true }]);

        var block = FakeRecords.Block(new EnhancedPacket { Timestamp = 1607694215001287999, OriginalLength = 102, Data = "AB"u8 });
        sink.Write(FakeRecords.Batch([block]));

        Assert.Equal(
            """
            1607694215.001287: packet size 102 bytes, captured 2 bytes on if_name "eth0"
              0x0000:  41 42                                            AB

            """,
            Text());
    }

    [Fact]
    public void Captured_size_differs_where_the_packet_was_cut()
    {
        Assert.Equal(
            """
            1.000000042: xdp_dispatcher()@exit[DROP]: packet size 9 bytes, captured 3 bytes on if_index 2, rx queue 7, id 4294967295
              0x0000:  41 42 7f                                         AB.

            """,
            PrintHex(new EnhancedPacket
            {
                InterfaceId = 1,
                Timestamp = 1_000_000_042,
                OriginalLength = 9,
                Data = [0x41, 0x42, 0x7f],
                Queue = 7,
                PacketId = uint.MaxValue,
                XdpVerdict = 1,
            }));
    }

    [Fact]
    public void Ascii_column_shows_printable_characters_only()
    {
        var lines = PrintHex(new EnhancedPacket { Data = [.. Enumerable.Range(0, 256).Select(i => (byte)i)] }).Split('\n');

        Assert.Equal("  0x0020:  20 21 22 23 24 25 26 27 28 29 2a 2b 2c 2d 2e 2f   !\"#$%&'()*+,-./", lines[3]);
        Assert.Equal("  0x0070:  70 71 72 73 74 75 76 77 78 79 7a 7b 7c 7d 7e 7f  pqrstuvwxyz{|}~.", lines[8]);
        Assert.Equal("  0x00f0:  f0 f1 f2 f3 f4 f5 f6 f7 f8 f9 fa fb fc fd fe ff  ................", lines[16]);
    }

    [Fact]
    public void Offset_has_more_digits_where_it_must()
    {
        var lines = PrintHex(new EnhancedPacket { Data = new byte[0x10_0001] }).Split('\n');

        Assert.StartsWith("  0xfff0:  00", lines[0x1000], StringComparison.Ordinal);
        Assert.StartsWith("  0x10000:  00", lines[0x1001], StringComparison.Ordinal);
        Assert.Equal("  0x100000:  00                                               .", lines[0x10001]);
    }

    [Theory]
    [InlineData(0, "ABORTED")]
    [InlineData(1, "DROP")]
    [InlineData(2, "PASS")]
    [InlineData(3, "TX")]
    [InlineData(4, "REDIRECT")]
    public void Action_is_named(ulong action, string name)
    {
        Assert.Contains($"@exit[{name}]: packet", Print(Exit(action)), StringComparison.Ordinal);
        Assert.Contains($"@exit[{name}]: packet", PrintVerbose(Exit(action)), StringComparison.Ordinal);
    }

    [Fact]
    public void Action_without_a_name_shows_its_number_when_verbose()
    {
        Assert.Contains("@exit[*unknown*]: packet", Print(Exit(5)), StringComparison.Ordinal);
        Assert.Contains("@exit[*unknown*](5): packet", PrintVerbose(Exit(5)), StringComparison.Ordinal);
        Assert.Contains("@exit[*unknown*](-1): packet", PrintVerbose(Exit(ulong.MaxValue)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_record_does_not_say_is_not_printed() =>
        Assert.Equal("0.000000000: xdp_dispatcher()@entry: packet size 0 bytes on if_index 2\n", Print(default(EnhancedPacket)));

    [Fact]
    public void Spans_may_hold_any_number_of_blocks()
    {
        foreach (var perSpan in new[] { 1, 2, 7, 100 })
        {
            _file.Content.Clear();
            var sink = Begin();

            Assert.Equal(100, sink.Write(FakeRecords.Batch(100, perSpan)));

            var lines = Text().Split('\n');
            Assert.Equal(101, lines.Length);
            Assert.EndsWith("id 1", lines[1], StringComparison.Ordinal);
            Assert.EndsWith("id 50", lines[99], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void All_lines_are_out_when_a_write_returns_and_most_in_one_call()
    {
        var sink = Begin();

        sink.Write(FakeRecords.Batch(10, 3));

        Assert.Equal(1, _file.Calls);
        Assert.Equal(10, Text().Count(c => c == '\n'));
        sink.Write(new PacketBatch());
        Assert.Equal(1, _file.Calls);
    }

    [Fact]
    public void More_text_than_the_buffer_holds_goes_out_in_pieces_and_whole()
    {
        var sink = Begin(hex: true);
        var batch = FakeRecords.Batch(3000, 50);

        sink.Write(batch);

        Assert.InRange(_file.Calls, Text().Length / (66 * 1024), Text().Length / (64 * 1024) + 1);
        Assert.Equal(3000, Text().Split('\n').Count(line => line.StartsWith("1607694215.", StringComparison.Ordinal)));
    }

    [Fact]
    public void Long_function_names_fit()
    {
        var name = new string('n', 70_000);
        var sink = new TextSink(hex: false, verbose: false);
        sink.Begin(new OutputStream(_file, "fake", isOurs: false));
        sink.AddPoints([FakeRecords.Entry with { FunctionName = name }]);

        sink.Write(FakeRecords.Batch(1, 1));

        Assert.Contains($": {name}()@entry: packet", Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Printing_allocates_nothing(bool hex)
    {
        var batch = FakeRecords.Batch(1000, 10);
        using var output = OutputStream.Open("/dev/null");
        var sink = new TextSink(hex, verbose: true);
        sink.Begin(output);
        sink.AddPoints([FakeRecords.Entry, FakeRecords.Exit]);
        sink.Write(batch);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 10; i++)
            sink.Write(batch);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Closed_pipe_is_a_clean_end()
    {
        using var pipe = new TestPipe();
        var sink = new TextSink(hex: false, verbose: false);
        sink.Begin(OutputStream.OfDescriptor(pipe.WritingEnd, "standard output", isBinary: false));
        sink.AddPoints([FakeRecords.Entry, FakeRecords.Exit]);
        Assert.Equal(4, sink.Write(FakeRecords.Batch(4, 2)));
        pipe.CloseReadingEnd();

        Assert.Equal(0, sink.Write(FakeRecords.Batch(2, 2)));
        Assert.Equal(new OutputClosed("standard output"), sink.Ended);
    }

    [Fact]
    public void Full_disk_is_reported_with_the_lines_that_were_kept()
    {
        var sink = Begin();
        Assert.Equal(4, sink.Write(FakeRecords.Batch(4, 2)));
        _file.Capacity = _file.Content.Count;

        Assert.Equal(0, sink.Write(FakeRecords.Batch(2, 2)));
        Assert.Equal(new OutputFailed("fake", Errno.ENOSPC, _file.Content.Count), sink.Ended);
    }

    [Fact]
    public void Damaged_record_is_an_error_of_the_program()
    {
        var sink = Begin();
        var block = FakeRecords.Blocks(1)[0];
        block[4] ^= 1;

        Assert.Throws<InvalidDataException>(() => sink.Write(FakeRecords.Batch([block])));
        Assert.Throws<InvalidDataException>(
            () => sink.Write(FakeRecords.Batch([FakeRecords.Block(new EnhancedPacket { InterfaceId = 2 })])));
    }

    private static EnhancedPacket Exit(ulong action) => new() { InterfaceId = 1, XdpVerdict = action };

    private string Print(EnhancedPacket packet) => Print(hex: false, verbose: false, FakeRecords.Block(packet));

    private string Print(EnhancedPacket first, EnhancedPacket second) =>
        Print(hex: false, verbose: false, FakeRecords.Block(first), FakeRecords.Block(second));

    private string PrintHex(EnhancedPacket packet) => Print(hex: true, verbose: false, FakeRecords.Block(packet));

    private string PrintVerbose(EnhancedPacket packet) => Print(hex: false, verbose: true, FakeRecords.Block(packet));

    private string Print(bool hex, bool verbose, params byte[][] blocks)
    {
        _file.Content.Clear();
        Begin(hex, verbose).Write(FakeRecords.Batch(blocks, blocks.Length));
        return Text();
    }

    private TextSink Begin(bool hex = false, bool verbose = false)
    {
        _file.Position = 0;
        var sink = new TextSink(hex, verbose);
        sink.Begin(new OutputStream(_file, "fake", isOurs: false));
        sink.AddPoints([FakeRecords.Entry, FakeRecords.Exit]);
        return sink;
    }

    private string Text() => Encoding.UTF8.GetString([.. _file.Content]);
}
