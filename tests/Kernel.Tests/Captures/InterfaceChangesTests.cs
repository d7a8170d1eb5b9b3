using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>What happens to an interface while it is captured on is said when it happens.</summary>
[Collection("captures")]
public sealed class InterfaceChangesTests : NetworkTest
{
    [Fact]
    public void Going_down_and_coming_up_is_said_and_capture_goes_on()
    {
        using var tool = StartCapturing("-i", Receiver, "--load-xdp-program");

        Network.Ip("link", "set", Receiver, "down");
        tool.WaitToSay("rx0: the interface went down");
        Network.Ip("link", "set", Receiver, "up");
        tool.WaitToSay("rx0: the interface is up");
        Send(Frames.Plain(60));
        tool.WaitForLines(1);
        tool.Interrupt();

        Assert.Equal(0, tool.ExitCode);
        Assert.DoesNotContain("changed", tool.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "removed")]
    [InlineData(true, "moved to another network namespace")]
    public void An_interface_that_is_gone_ends_the_capture_with_an_error_and_a_whole_file(bool moves, string how)
    {
        using var other = new TestNetwork();
        using var file = new TracedFile();
        using var tool = StartCapturing("-i", Receiver, "--load-xdp-program", "-w", file.Path);
        Send(Frames.Plain(60), Frames.Plain(61));

        if (moves)
            Network.Ip("link", "set", Receiver, "netns", other.Name, "name", "moved0");
        else
            Network.Ip("link", "delete", Receiver);
        tool.WaitForExit();
        file.Read();

        Assert.Equal(1, tool.ExitCode);
        Assert.EndsWith(
            $"\n2 packets captured\n0 packets dropped by ring\nERROR: interface rx0 is gone: it was {how}; what was captured is kept\n",
            tool.Errors,
            StringComparison.Ordinal);
        Assert.Equal([60u, 61u], file.Packets.Select(packet => packet.OriginalLength));
        Assert.Equal(2ul, Assert.Single(file.Statistics).Received);
    }

    [Fact]
    public void One_of_two_interfaces_may_go_and_the_other_is_captured_on()
    {
        var sender = AddPair("rx1", "tx1");
        using var tool = StartCapturing("-i", $"rx1,{Receiver}", "--load-xdp-program");
        SendFrom(sender, Frames.Plain(61));
        Send(Frames.Plain(60));
        tool.WaitForLines(2);

        Network.Ip("link", "delete", "rx1");
        tool.WaitToSay("rx1: the interface is gone, it was removed; the others are still captured on");
        Send(Frames.Plain(62));
        tool.WaitForLines(3);
        tool.Interrupt();

        Assert.Equal(0, tool.ExitCode);
        var lines = tool.Output.Split('\n');
        Assert.Contains("packet size 61 bytes", Assert.Single(lines, line => !line.Contains($"if_index {Network.ReceiverIndex},", StringComparison.Ordinal) && line.Length > 0), StringComparison.Ordinal);
        Assert.Equal([60, 62], lines.Where(line => line.Contains($"if_index {Network.ReceiverIndex},", StringComparison.Ordinal)).Select(
            line => int.Parse(line.Split("packet size ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void The_last_of_several_interfaces_ends_the_capture()
    {
        Network.Ip("link", "add", "rx1", "type", "veth", "peer", "name", "tx1");
        Network.Ip("link", "set", "rx1", "up");
        using var tool = StartCapturing("-i", "rx1", "-i", Receiver, "--load-xdp-program");

        Network.Ip("link", "delete", Receiver);
        tool.WaitToSay("rx0: the interface is gone");
        Network.Ip("link", "delete", "rx1");
        tool.WaitForExit();

        Assert.Equal(1, tool.ExitCode);
        Assert.Contains("ERROR: interface ", tool.Errors, StringComparison.Ordinal);
    }
}
