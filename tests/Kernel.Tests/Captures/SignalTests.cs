using System.Text.RegularExpressions;
using Ebpf.Objects;
using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>Every way a capture ends from outside.</summary>
public sealed partial class SignalTests : NetworkTest
{
    [Theory]
    [InlineData("--load-xdp-program")]
    [InlineData("-n")] // legacy
    public void SIGUSR1_has_the_counts_told_and_goes_on(string word)
    {
        using var tool = StartCapturing("-i", Receiver, word, "-v");
        Send(Frames.Plain(60), Frames.Plain(61));
        tool.WaitForLines(2);
        tool.Signal("USR1");
        tool.WaitFor(() => tool.Errors.Contains("so far 2 packets captured, 0 packets dropped by ring\n", StringComparison.Ordinal), "the counts");
        Send(Frames.Plain(62));
        tool.WaitForLines(3);
        tool.Interrupt();

        Assert.Equal(0, tool.ExitCode);
        var point = word == "-n" ? Receiver : $"{Receiver} xdpdump()@entry";
        Assert.EndsWith(
            $"\n{point}: 3 captured, 0 dropped\n\n3 packets captured\n0 packets dropped by ring\n", tool.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public void A_signal_ends_the_capture_with_everything_in_the_rings_written(string signal)
    {
        const int Count = 20_000;
        var path = Folder.File("a.pcapng");
        using var tool = StartCapturing("-i", Receiver, "--load-xdp-program", "-w", path);
        // Stopped while the packets come, it finds them all in the rings when the signal is there already.
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
        Assert.Empty(Network.Interface(Receiver).Attachments);
    }

    [Fact]
    public void SIGINT_ends_it_where_the_parent_had_it_ignored()
    {
        using var tool = StartShell($"trap '' INT; exec $XDPDUMP -i {Receiver} --load-xdp-program");
        tool.WaitForBanner();
        Send(Frames.Plain(60));
        tool.WaitForLines(1);
        tool.Interrupt();

        Assert.Equal(0, tool.ExitCode);
        Assert.EndsWith("\n\n1 packets captured\n0 packets dropped by ring\n", tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void SIGINT_ends_it_in_the_background_of_a_script()
    {
        using var shell = StartShell($"$XDPDUMP -i {Receiver} --load-xdp-program & echo tool $! >&2; wait $!; exit $?");
        shell.WaitForBanner();
        TestNetwork.Shell("kill", "-INT", ToolLine().Match(shell.Errors).Groups[1].Value);
        shell.WaitForExit();

        Assert.Equal(0, shell.ExitCode);
        Assert.EndsWith("\n\n0 packets captured\n0 packets dropped by ring\n", shell.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("native", "KILL")]
    [InlineData("skb", "KILL")]
    [InlineData("native", "INT")]
    [InlineData("skb", "INT")]
    public void Nothing_of_it_stays_in_the_kernel(string mode, string signal)
    {
        using var tool = StartCapturing("-i", Receiver, "--load-xdp-program", "--load-xdp-mode", mode);
        var maps = Owned(tool.Id, "map_id");
        var programs = Owned(tool.Id, "prog_id");
        Assert.Equal(3, maps.Count);
        Assert.Equal([Network.Interface(Receiver).Attachments.Single().ProgramId], programs);

        Send(Frames.Plain(60));
        tool.Signal(signal);
        tool.WaitForExit();

        // The kernel frees maps and programs some time after the last reference.
        Wait.Until(() => Network.Interface(Receiver).Attachments.Count == 0, "the XDP program to leave the interface");
        Wait.Until(() => !BpfMap.Ids().Any(maps.Contains), "the maps to go");
        Wait.Until(() => !BpfProgram.Ids().Any(programs.Contains), "the program to go");
    }

    [Fact]
    public void A_closed_pipe_is_a_clean_end()
    {
        using var shell = StartShell($"$XDPDUMP -i {Receiver} --load-xdp-program -w - | head -c 100 >/dev/null; exit ${{PIPESTATUS[0]}}");
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
        Assert.Matches(@"\n\n\d+ packets captured\n0 packets dropped by ring\n$", shell.Errors);
        Assert.DoesNotContain("ERROR", shell.Errors, StringComparison.Ordinal);
        Assert.Empty(Network.Interface(Receiver).Attachments);
    }

    [GeneratedRegex(@"tool (\d+)")]
    private static partial Regex ToolLine();

    /// <summary>Ids of the BPF objects a process holds, as its descriptors tell.</summary>
    private static HashSet<uint> Owned(int process, string what) =>
    [
        .. Directory.GetFiles($"/proc/{process}/fdinfo").SelectMany(File.ReadAllLines)
            .Where(line => line.StartsWith($"{what}:", StringComparison.Ordinal))
            .Select(line => uint.Parse(line.AsSpan(what.Length + 1).Trim(), System.Globalization.CultureInfo.InvariantCulture)),
    ];
}
