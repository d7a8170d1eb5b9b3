using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>Signals before a capture has begun, and signals again.</summary>
public sealed class StartSignalTests : NetworkTest
{
    private const string GivenUp = "ERROR: ended by a signal before capture began; nothing was captured\n";

    private static readonly TimeSpan s_anotherWish = TimeSpan.FromMilliseconds(700);

    [Theory]
    [InlineData("INT", "--load-xdp-program")]
    [InlineData("TERM", "-n")] // legacy
    public void The_first_one_ends_a_filter_that_takes_minutes_to_compile(string signal, string word)
    {
        var (filter, output) = (Folder.File("filter"), Folder.File("new"));
        File.WriteAllText(filter, string.Join(" or ", Enumerable.Range(0, 3000).Select(number => $"host 10.0.{number / 256}.{number % 256}")));
        using var tool = XdpdumpProcess.Start(Network, "-i", Receiver, word, "-F", filter, "-w", output);
        tool.WaitFor(() => File.Exists(output), "the output");
        tool.Signal(signal);
        tool.WaitForExit();

        Assert.Equal((1, GivenUp), (tool.ExitCode, tool.Errors));
        Assert.False(File.Exists(output));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("HUP")]
    public void The_first_one_ends_the_wait_for_who_reads_a_FIFO(string signal)
    {
        using var tool = StartShell($"mkfifo {Folder.File("fifo")}; echo made >&2; exec $XDPDUMP -i {Receiver} --load-xdp-program -w {Folder.File("fifo")}");
        tool.WaitToSay("made");
        tool.WaitFor(() => IsOpening(tool.Id), "the FIFO to be opened");
        tool.Signal(signal);
        tool.WaitForExit();

        Assert.Equal((1, $"made\n{GivenUp}"), (tool.ExitCode, tool.Errors));
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void The_same_one_again_ends_an_output_that_nobody_reads_and_another_one_does_not(string signal, int status)
    {
        var other = signal == "INT" ? "TERM" : "INT";
        var fifo = Folder.File("fifo");
        // The shell's descriptor is the reader, and reads nothing.
        using var shell = StartShell(
            $"mkfifo {fifo}; exec 3<>{fifo}; $XDPDUMP -i {Receiver} --load-xdp-program -w {fifo} & echo tool $! >&2; wait $!; echo status $? >&2");
        shell.WaitForBanner();
        var tool = shell.Errors.Split("tool ")[1].Split('\n')[0];
        Send(Enumerable.Range(0, 500).Select(number => Frames.Numbered(1000, (uint)number)));

        TestNetwork.Shell("kill", $"-{signal}", tool);
        Thread.Sleep(s_anotherWish);
        TestNetwork.Shell("kill", $"-{other}", tool);
        Thread.Sleep(s_anotherWish);
        Assert.False(shell.HasExited);
        TestNetwork.Shell("kill", $"-{signal}", tool);
        shell.WaitForExit();

        Assert.EndsWith($"status {status}\n", shell.Errors, StringComparison.Ordinal);
        Wait.Until(() => Network.Interface(Receiver).Attachments.Count == 0, "the XDP program to leave the interface");
    }

    /// <summary>Whether it waits in open(2) or openat(2), whose numbers these are on x86-64 and arm64.</summary>
    private static bool IsOpening(int process) =>
        Directory.GetDirectories($"/proc/{process}/task").Any(task => File.ReadAllText($"{task}/syscall").Split(' ')[0] is "2" or "257" or "56")
        && File.ReadAllText($"/proc/{process}/comm").StartsWith("xdpdump", StringComparison.Ordinal);
}
