using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>What cannot be had through libpcap is told in one line that says what to do, and leaves nothing behind.</summary>
public sealed class LegacyRefusalTests : NetworkTest
{
    [Theory]
    [InlineData("exit")]
    [InlineData("entry,exit")]
    public void There_is_no_exit_without_a_program(string points) => Refused(
        "interface rx0 has no XDP program that could decide about packets, so --rx-capture exit cannot be had; "
        + "legacy capture knows entry only",
        $"-i {Receiver} --rx-capture {points}");

    [Fact]
    public void There_is_no_program_to_name() =>
        Refused("interface rx0 has no XDP program, so there is none that -p could name; leave -p out", $"-i {Receiver} -p all");

    [Fact]
    public void An_interface_that_is_down_is_said_to_be() => Refused("interface lo is down; bring it up first: ip link set lo up", "-i lo");

    [Fact]
    public void An_unknown_interface_is_told_with_those_there_are() =>
        Refused("there is no interface 'nope0' in this network namespace; there are: lo, ", $"-i {Receiver},nope0");

    [Fact]
    public void A_missing_capability_is_named()
    {
        using var shell = StartShell($"exec setpriv --inh-caps=-all --bounding-set=-all $XDPDUMP -i {Receiver} -w {Folder.File("new")}");
        shell.WaitForExit();
        Refused("CAP_NET_RAW is missing, which it takes to capture on rx0 through libpcap; run as root, or grant it: to a systemd service by ", shell);
    }

    [Fact]
    public void One_capability_is_enough()
    {
        using var shell = StartShell($"exec setpriv --inh-caps=-all --bounding-set=-all,+net_raw $XDPDUMP -i {Receiver} -P -c 1");
        shell.WaitForBanner();
        Send(Frames.Plain(60));
        shell.WaitForExit();

        Assert.Equal(0, shell.ExitCode);
        Assert.Contains("\n1 packets captured\n", shell.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_libpcap_it_is_told_what_to_install()
    {
        using var shell = WithoutLibPcap($"-i {Receiver} -w {Folder.File("new")}");
        shell.WaitForExit();
        Refused("libpcap, which it takes to capture on rx0 while it has no XDP program, is not installed; install the package ", shell);
    }

    [Fact]
    public void Without_libpcap_captures_at_the_XDP_layer_work()
    {
        using var shell = WithoutLibPcap($"-i {Receiver} --load-xdp-program -c 1");
        shell.WaitForBanner();
        Send(Frames.Plain(60));
        shell.WaitForExit();

        Assert.Equal(0, shell.ExitCode);
        Assert.Contains("\n1 packets captured\n", shell.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_capture_at_the_XDP_layer_does_not_load_libpcap()
    {
        using var xdp = StartCapturing("-i", Receiver, "--load-xdp-program");
        Assert.DoesNotContain("libpcap", File.ReadAllText($"/proc/{xdp.Id}/maps"), StringComparison.Ordinal);

        using var legacy = StartCapturing("-i", Sender);
        Assert.Contains("libpcap", File.ReadAllText($"/proc/{legacy.Id}/maps"), StringComparison.Ordinal);
    }

    /// <summary>Runs the tool where the library's files are empty, in a mount namespace of its own.</summary>
    private XdpdumpProcess WithoutLibPcap(string words) => StartShell(
        "exec unshare -m bash -c 'for file in /usr/lib/*/libpcap.so*; do mount --bind /dev/null \"$file\" || exit; done; "
        + $"exec $XDPDUMP {words}'");

    private void Refused(string message, string words)
    {
        var kept = Folder.File("kept");
        File.WriteAllText(kept, "kept");
        foreach (var output in new[] { kept, Folder.File("new") })
        {
            using var tool = StartShell($"exec $XDPDUMP {words} -w {output}");
            tool.WaitForExit();
            Refused(message, tool);
        }

        Assert.Equal("kept", File.ReadAllText(kept));
    }

    private void Refused(string message, XdpdumpProcess tool)
    {
        Assert.Equal(1, tool.ExitCode);
        Assert.Empty(tool.Output);
        var error = Assert.Single(tool.Errors.TrimEnd('\n').Split('\n'), line => !line.StartsWith("WARNING: ", StringComparison.Ordinal));
        Assert.StartsWith("ERROR: ", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.False(File.Exists(Folder.File("new")));
    }
}
