using System.Diagnostics;
using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>Others change their interfaces faster than anybody can be told.</summary>
[Collection("captures")]
public sealed class LinkFloodTests : NetworkTest
{
    private const string Bystander = "by0";

    [Theory]
    [InlineData("--load-xdp-program")]
    [InlineData("-v")] // legacy
    public void An_interface_whose_removal_was_not_heard_ends_the_capture_while_changes_go_on(string option)
    {
        AddBystander();
        using var tool = StartCapturing("-i", Receiver, option);
        Send(Frames.Plain(60));
        tool.WaitForLines(1);
        // What comes while the tool stands still is more than the kernel keeps for it; the last of it is not the interface's.
        tool.Signal("STOP");
        Change(2000);
        Network.Ip("link", "delete", Receiver);
        using var flood = Flood();
        tool.Signal("CONT");
        tool.WaitForExit();

        Assert.False(flood.HasExited);
        flood.Kill(entireProcessTree: true);
        Assert.Equal(1, tool.ExitCode);
        Assert.Contains("ERROR: interface rx0 is gone: it was removed, or moved to another network namespace", tool.Errors, StringComparison.Ordinal);
        Assert.Contains("1 packets captured", tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Packets_are_written_and_signals_heard_while_changes_go_on()
    {
        AddBystander();
        AddPair("rx1", "tx1");
        using var tool = StartCapturing("-i", $"rx1,{Receiver}", "--load-xdp-program");
        using var flood = Flood();
        Network.Ip("link", "delete", "rx1");
        tool.WaitToSay("rx1: the interface is gone");
        Send(Frames.Plain(60), Frames.Plain(61));
        tool.WaitForLines(2);
        Network.Ip("link", "set", Receiver, "down");
        tool.WaitToSay("rx0: the interface went down");
        tool.Interrupt();

        Assert.False(flood.HasExited);
        flood.Kill(entireProcessTree: true);
        Assert.Equal(0, tool.ExitCode);
    }

    private void AddBystander() => Network.Ip("link", "add", Bystander, "type", "bridge");

    private void Change(int times)
    {
        var batch = Folder.File("batch");
        File.WriteAllLines(batch, Enumerable.Range(0, times).Select(i => $"link set {Bystander} mtu {1000 + i % 2}"));
        Network.Ip("-batch", batch);
    }

    /// <summary>Goes on until it is killed.</summary>
    private Process Flood()
    {
        var batch = Folder.File("flood");
        File.WriteAllLines(batch, Enumerable.Range(0, 100_000).Select(i => $"link set {Bystander} mtu {1000 + i % 2}"));
        return Process.Start("bash", ["-c", $"while ip -n {Network.Name} -batch {batch}; do :; done"]);
    }
}
