using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>The user id does not matter, the capabilities do.</summary>
[Collection("captures")]
public sealed class CapabilityTests : NetworkTest
{
    [Fact]
    public void Nobody_with_three_capabilities_captures_with_our_own_program()
    {
        using var tool = AsNobody("bpf perfmon net_admin", $"-i {Receiver} --load-xdp-program --rx-capture entry,exit");
        CapturesOnePacket(tool);
    }

    [Fact]
    public void Nobody_with_a_fourth_keeps_the_interface_promiscuous()
    {
        using var tool = AsNobody("bpf perfmon net_admin net_raw", $"-i {Receiver} --load-xdp-program --rx-capture entry,exit -P");
        tool.WaitForBanner();
        Assert.Contains("promiscuity 1", Network.Ip("-d", "link", "show", "dev", Receiver), StringComparison.Ordinal);
        CapturesOnePacket(tool);
        Assert.Contains("promiscuity 0", Network.Ip("-d", "link", "show", "dev", Receiver), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("perfmon net_admin", "--load-xdp-program", "CAP_BPF is missing, which it takes to create the rings; ")]
    [InlineData("bpf net_admin", "--load-xdp-program", "CAP_PERFMON is missing, which it takes to load our XDP program; ")]
    [InlineData("bpf perfmon", "--load-xdp-program", "CAP_NET_ADMIN is missing, which it takes to load our XDP program; ")]
    [InlineData("bpf perfmon net_admin", "--load-xdp-program -P", "CAP_NET_RAW is missing, which it takes to make rx0 promiscuous; ")]
    public void The_missing_capability_is_named_with_what_it_is_for(string capabilities, string words, string message)
    {
        using var tool = AsNobody(capabilities, $"-i {Receiver} {words}");
        tool.WaitForExit();

        Assert.Equal(1, tool.ExitCode);
        Assert.StartsWith("ERROR: ", tool.Errors, StringComparison.Ordinal);
        Assert.Contains(message, tool.Errors, StringComparison.Ordinal);
        Assert.Empty(Network.Interface(Receiver).Attachments);
    }

    [Fact]
    [Trait("Needs", "fentry")]
    public void Nobody_with_capabilities_captures_at_a_loaded_program()
    {
        Requires.Fentry();
        using var target = Attach();
        using var tool = AsNobody("sys_admin bpf perfmon net_admin", $"-i {Receiver} --rx-capture entry,exit");
        CapturesOnePacket(tool);
    }

    /// <summary>Runs the tool as a user that is not root, with these capabilities and no others.</summary>
    private XdpdumpProcess AsNobody(string capabilities, string words)
    {
        var set = string.Join(',', capabilities.Split(' ').Select(name => $"+{name}"));
        return StartShell(
            $"exec setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all,{set} --ambient-caps=-all,{set} $XDPDUMP {words}");
    }

    private void CapturesOnePacket(XdpdumpProcess tool)
    {
        tool.WaitForBanner();
        Send(Frames.Plain(60));
        tool.WaitForLines(2);
        tool.Interrupt();
        Assert.Equal(0, tool.ExitCode);
        Assert.Equal((2ul, 0ul), Tracing.Counts(tool));
    }
}
