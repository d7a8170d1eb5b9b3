using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>Standard streams that are full, closed or not read: no packet and no count is lost by them.</summary>
[Collection("captures")]
public sealed class StreamTests : NetworkTest
{
    private const string Own = $"$XDPDUMP -i {Receiver} --load-xdp-program -c 3";

    [Theory]
    [InlineData("2>/dev/full")]
    [InlineData("2>&-")]
    [InlineData("2</dev/null")]
    [InlineData("2> >(exec true)")] // a reader that has gone
    [InlineData("0<&- 1>&- 2>&-")]
    public void Whoever_cannot_be_told_gets_the_packets_all_the_same(string streams)
    {
        var path = Folder.File("a.pcapng");
        using var tool = StartShell($"exec {Own} -w {path} {streams}");
        SendUntilTheEndOf(tool);

        Assert.Equal(0, tool.ExitCode);
        var file = CaptureFile.Read(path); // and nothing but packets is in it, whose descriptor might have been 2
        Assert.Equal(3, file.Packets.Count);
        Assert.Equal(3ul, file.Statistics.Single().Received);
    }

    [Fact]
    public void A_pipe_that_nobody_reads_holds_nothing_up()
    {
        var path = Folder.File("a.pcapng");
        // The pipe is filled before the tool may say its first word, and read when it has ended.
        using var tool = StartShell(
            $"mkfifo {Folder.File("p")}; exec 3<>{Folder.File("p")}; dd if=/dev/zero bs=64k count=1 of=/dev/fd/3 oflag=nonblock status=none; "
            + $"{Own} -w {path} 2>&3; echo $?; head -c 65536 <&3 >/dev/null");
        SendUntilTheEndOf(tool);
        Assert.Equal("0\n", tool.Output);
        Assert.Equal(3, CaptureFile.Read(path).Packets.Count);
    }

    [Theory]
    [InlineData("-D")]
    [InlineData("-D --json")]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("-d tcp")]
    public void A_result_that_cannot_be_written_is_an_error_with_words(string words)
    {
        Fails(words, ">/dev/full", "Cannot write standard output: No space left on device");
        Fails(words, ">&-", "Cannot write standard output: it is closed, or open for reading only");
        Fails(words, "1</dev/null", "Cannot write standard output: it is closed, or open for reading only");
    }

    [Theory]
    [InlineData("-D")]
    [InlineData("--help")]
    public void A_result_whose_reader_has_seen_enough_is_no_failure(string words)
    {
        using var tool = StartShell($"{{ sleep 0.2; $XDPDUMP {words}; echo $? >&2; }} | true");
        tool.WaitForExit();
        Assert.Equal("0\n", tool.Errors);
    }

    [Fact]
    public void Packets_that_cannot_be_printed_are_an_error_before_anything_is_loaded()
    {
        using var tool = StartShell($"exec {Own} >&-");
        tool.WaitForExit();
        Assert.Equal(1, tool.ExitCode);
        Assert.EndsWith("ERROR: Cannot write standard output: it is closed, or open for reading only\n", tool.Errors, StringComparison.Ordinal);
    }

    private void Fails(string words, string stream, string message)
    {
        using var tool = StartShell($"exec $XDPDUMP {words} {stream}");
        tool.WaitForExit();
        Assert.Equal((1, $"ERROR: {message}\n"), (tool.ExitCode, tool.Errors));
    }
}
