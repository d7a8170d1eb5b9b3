using System.Globalization;
using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>Every way a capture through libpcap ends.</summary>
public sealed class LegacyEndTests : NetworkTest
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public void A_signal_ends_the_capture_with_everything_in_the_kernels_buffer_written(string signal)
    {
        const int Count = 20_000;
        var path = Folder.File("a.pcapng");
        using var tool = Start("-w", path);
        // Stopped while the packets come, it finds them all in the buffer when the signal is there already.
        tool.Signal("STOP");
        Send(Enumerable.Range(0, Count).Select(number => Frames.Numbered(64, (uint)number)));
        tool.Signal(signal);
        tool.Signal("CONT");
        tool.WaitForExit();

        Assert.Equal(0, tool.ExitCode);
        Assert.EndsWith($"\n\n{Count} packets captured\n0 packets dropped by ring\n", tool.Errors, StringComparison.Ordinal);
        Assert.Equal(
            Enumerable.Range(0, Count).Select(number => Frames.Numbered(64, (uint)number)),
            CaptureFile.Read(path).Packets.Select(packet => packet.Data));
    }

    [Fact]
    public void SIGINT_ends_it_where_the_parent_had_it_ignored()
    {
        using var tool = StartShell($"trap '' INT; exec $XDPDUMP -i {Receiver}");
        tool.WaitForBanner();
        Send(Frames.Plain(60));
        tool.WaitForLines(1);
        tool.Interrupt();

        Assert.Equal(0, tool.ExitCode);
        Assert.EndsWith("\n\n1 packets captured\n0 packets dropped by ring\n", tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signal_that_comes_twice_at_once_still_ends_it_cleanly()
    {
        using var tool = Start();
        Send(Frames.Plain(60));
        tool.WaitForLines(1);
        TestNetwork.Shell("bash", "-c", $"kill -INT {tool.Id}; sleep 0.01; kill -INT {tool.Id} || true");
        tool.WaitForExit();

        Assert.Equal(0, tool.ExitCode);
        Assert.EndsWith("\n\n1 packets captured\n0 packets dropped by ring\n", tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_buffer_has_no_room_for_is_counted()
    {
        const int Count = 20_000;
        var path = Folder.File("a.pcapng");
        using var tool = Start("-w", path);
        tool.Signal("STOP");
        Send(Enumerable.Range(0, Count).Select(number => Frames.Numbered(1514, (uint)number)));
        tool.Signal("INT");
        tool.Signal("CONT");
        tool.WaitForExit();

        var file = CaptureFile.Read(path);
        Assert.Equal(0, tool.ExitCode);
        Assert.InRange(file.Packets.Count, 5000, Count - 1);
        Assert.EndsWith(
            $"\n\n{file.Packets.Count} packets captured\n{Count - file.Packets.Count} packets dropped by ring\n",
            tool.Errors, StringComparison.Ordinal);
        var statistics = file.Statistics.Single();
        Assert.Equal(((ulong?)Count, (ulong?)(Count - file.Packets.Count)), (statistics.Received, statistics.Dropped));
    }

    [Theory]
    [InlineData("-w -")]
    [InlineData("--use-pcap -w -")]
    [InlineData("-x")]
    public void A_closed_pipe_is_a_clean_end(string words)
    {
        using var shell = StartShell($"$XDPDUMP -i {Receiver} {words} | head -c 100 >/dev/null; exit ${{PIPESTATUS[0]}}");
        shell.WaitForBanner();
        shell.WaitFor(
            () =>
            {
                Send(Frames.Plain(60));
                return shell.Errors.Contains("dropped by ring", StringComparison.Ordinal);
            },
            "the end");
        shell.WaitForExit();

        Assert.Equal(0, shell.ExitCode);
        Assert.DoesNotContain("ERROR", shell.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_full_disk_ends_the_capture_with_a_readable_file_and_says_what_was_kept(bool usePcap)
    {
        Folder.MakeSmallDisk("64k");
        var path = Folder.File("a");
        using var tool = Start(["-w", path, .. usePcap ? (string[])["--use-pcap"] : []]);
        Send(Enumerable.Range(0, 1000).Select(number => Frames.Numbered(200, (uint)number)));
        tool.WaitForExit();

        var packets = usePcap ? PcapFile.Read(path).Packets : CaptureFile.Read(path).Packets;
        Assert.Equal(1, tool.ExitCode);
        Assert.InRange(packets.Count, 100, 400);
        Assert.Equal(
            Enumerable.Range(0, packets.Count).Select(number => Frames.Numbered(200, (uint)number)), packets.Select(packet => packet.Data));
        Assert.Contains($"\n\n{packets.Count} packets captured\n", tool.Errors, StringComparison.Ordinal);
        Assert.EndsWith(
            $"ERROR: Cannot write {path}: No space left on device; {packets.Count} packets ({new FileInfo(path).Length} bytes) were kept\n",
            tool.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("KILL")]
    public void Promiscuous_mode_is_given_back_however_it_ends(string signal)
    {
        using var tool = Start("-P");
        Assert.Equal(1, Promiscuity());

        tool.Signal(signal);
        tool.WaitForExit();

        Wait.Until(() => Promiscuity() == 0, "the interface to be left alone");
    }

    [Fact]
    public void Without_the_option_the_interface_is_left_alone()
    {
        using var tool = Start();

        Assert.Equal(0, Promiscuity());
    }

    /// <summary>How many want the interface to be promiscuous.</summary>
    private int Promiscuity() => int.Parse(
        Network.Ip("-d", "link", "show", "dev", Receiver).Split(" promiscuity ")[1].Split(' ')[0], CultureInfo.InvariantCulture);

    private XdpdumpProcess Start(params string[] words) => StartCapturing(["-i", Receiver, .. words]);
}
