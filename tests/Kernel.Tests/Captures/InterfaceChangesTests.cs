using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>What happens to an interface while it is captured on is said when it happens.</summary>
[Collection("captures")]
public sealed class InterfaceChangesTests : IDisposable
{
    private const string Receiver = TestNetwork.Receiver;

    private readonly TestNetwork _network = new();

    public void Dispose() => _network.Dispose();

    [Fact]
    public void Going_down_and_coming_up_is_said_and_capture_goes_on()
    {
        using var tool = XdpdumpProcess.StartCapturing(_network, "-i", Receiver, "--load-xdp-program");

        _network.Ip("link", "set", Receiver, "down");
        tool.WaitToSay("rx0: the interface went down");
        _network.Ip("link", "set", Receiver, "up");
        tool.WaitToSay("rx0: the interface is up");
        FrameSender.Send(_network, Frames.Plain(60));
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
        using var tool = XdpdumpProcess.StartCapturing(_network, "-i", Receiver, "--load-xdp-program", "-w", file.Path);
        FrameSender.Send(_network, Frames.Plain(60), Frames.Plain(61));

        if (moves)
            _network.Ip("link", "set", Receiver, "netns", other.Name, "name", "moved0");
        else
            _network.Ip("link", "delete", Receiver);
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
        _network.Ip("link", "add", "rx1", "type", "veth", "peer", "name", "tx1");
        _network.Ip("link", "set", "rx1", "up");
        _network.Ip("link", "set", "tx1", "up");
        var sender = _network.IndexOf("tx1");
        using var tool = XdpdumpProcess.StartCapturing(_network, "-i", $"rx1,{Receiver}", "--load-xdp-program");
        FrameSender.SendFrom(_network, sender, [Frames.Plain(61)]);
        FrameSender.Send(_network, Frames.Plain(60));
        tool.WaitForLines(2);

        _network.Ip("link", "delete", "rx1");
        tool.WaitToSay("rx1: the interface is gone, it was removed; the others are still captured on");
        FrameSender.Send(_network, Frames.Plain(62));
        tool.WaitForLines(3);
        tool.Interrupt();

        Assert.Equal(0, tool.ExitCode);
        var lines = tool.Output.Split('\n');
        Assert.Contains("packet size 61 bytes", Assert.Single(lines, line => !line.Contains($"if_index {_network.ReceiverIndex},", StringComparison.Ordinal) && line.Length > 0), StringComparison.Ordinal);
        Assert.Equal([60, 62], lines.Where(line => line.Contains($"if_index {_network.ReceiverIndex},", StringComparison.Ordinal)).Select(
            line => int.Parse(line.Split("packet size ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void The_last_of_several_interfaces_ends_the_capture()
    {
        _network.Ip("link", "add", "rx1", "type", "veth", "peer", "name", "tx1");
        _network.Ip("link", "set", "rx1", "up");
        using var tool = XdpdumpProcess.StartCapturing(_network, "-i", "rx1", "-i", Receiver, "--load-xdp-program");

        _network.Ip("link", "delete", Receiver);
        tool.WaitToSay("rx0: the interface is gone");
        _network.Ip("link", "delete", "rx1");
        tool.WaitForExit();

        Assert.Equal(1, tool.ExitCode);
        Assert.Contains("ERROR: interface ", tool.Errors, StringComparison.Ordinal);
    }
}
