using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>Output files that others have a hand in, and limits.</summary>
public sealed class SharedOutputTests : NetworkTest
{
    [Theory]
    [InlineData("")]
    [InlineData("--use-pcap")]
    public void A_file_size_limit_ends_the_capture_with_a_readable_file_and_right_counts(string word)
    {
        var path = Folder.File("capture");
        using var shell = StartShell($"ulimit -f 16; exec $XDPDUMP -i {Receiver} --load-xdp-program {word} -w {path}");
        shell.WaitForBanner();
        Send(Enumerable.Range(0, 500).Select(number => Frames.Numbered(200, (uint)number)));
        shell.WaitForExit();

        Assert.Equal(1, shell.ExitCode);
        Assert.Matches(
            $"\n\n(\\d+) packets captured\n0 packets dropped by ring\nERROR: Cannot write {path}: File too large; \\1 packets \\(\\d+ bytes\\) were kept\n$",
            shell.Errors);
        Assert.InRange(new FileInfo(path).Length, 10_000, 16 << 10);
    }

    [Fact]
    public void A_second_capture_into_one_file_is_refused_and_the_first_goes_on()
    {
        var path = Folder.File("capture");
        using var first = StartCapturing("-i", Receiver, "--load-xdp-program", "-w", path);
        using var second = RunToEnd("-i", Sender, "--load-xdp-program", "-w", path);
        Assert.Equal(1, second.ExitCode);
        Assert.Equal($"ERROR: Cannot write {path}: another capture is writing it; choose another name, or end that one\n", second.Errors);

        Send(Frames.Plain(60));
        first.WaitFor(() => CaptureFile.Read(path).Packets.Count == 1, "the packet");
        first.Interrupt();
        Assert.Equal(0, first.ExitCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--use-pcap")]
    public void A_file_that_somebody_empties_ends_the_capture(string word)
    {
        var path = Folder.File("capture");
        using var shell = StartShell($"exec $XDPDUMP -i {Receiver} --load-xdp-program {word} -w {path}");
        shell.WaitForBanner();
        Send(Frames.Plain(60));
        shell.WaitFor(() => new FileInfo(path).Length > 60, "the packet");
        TestNetwork.Shell("truncate", "-s", "0", path);
        Send(Frames.Plain(61));
        shell.WaitForExit();

        Assert.Equal(1, shell.ExitCode);
        Assert.EndsWith(
            $"\n0 packets dropped by ring\nERROR: Cannot write {path} any more: somebody else has cut it meanwhile, and what was in it is gone\n",
            shell.Errors, StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(path).Length);
    }

    [Fact]
    public void A_file_that_somebody_removes_is_told_of()
    {
        var path = Folder.File("capture");
        using var tool = StartCapturing("-i", Receiver, "--load-xdp-program", "-w", path);
        File.Delete(path);
        tool.Interrupt();
        Assert.Contains(
            $"WARNING: {path} was removed by somebody else while it was written, and what was captured with it\n", tool.Errors,
            StringComparison.Ordinal);
    }
}
