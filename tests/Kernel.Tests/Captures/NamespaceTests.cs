using System.Diagnostics;
using System.Globalization;
using Ebpf.Objects;
using Kernel.Tests.Objects;
using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>--netns captures in another network namespace, however it is named.</summary>
[Collection("captures")]
public sealed class NamespaceTests : NetworkTest
{
    [Theory]
    [InlineData("name")]
    [InlineData("path")]
    [InlineData("process")]
    public void Another_namespace_is_captured_in(string by)
    {
        using var elsewhere = new TestNetwork();
        using var inhabitant = Process.Start(new ProcessStartInfo("nsenter", [$"--net={Network.Path}", "sleep", "600"]))!;
        try
        {
            var name = by switch
            {
                "name" => Network.Name,
                "path" => Network.Path,
                _ => inhabitant.Id.ToString(CultureInfo.InvariantCulture),
            };
            if (by == "process")
                WaitUntilInside(inhabitant);
            using var tool = XdpdumpProcess.StartCapturing(
                elsewhere, "--netns", name, "-i", Receiver, "--load-xdp-program", "--rx-capture", "entry,exit");
            FrameSender.Send(elsewhere, Frames.Plain(60));
            Send(Frames.Plain(61));
            tool.WaitForLines(2);
            Network.Ip("link", "set", Receiver, "down");
            tool.WaitFor(() => tool.Errors.Contains("went down", StringComparison.Ordinal), "the interface to go down");
            tool.Interrupt();

            Assert.Equal(0, tool.ExitCode);
            Assert.Equal(2, tool.Output.Split('\n').Count(line => line.Contains("packet size 61 bytes", StringComparison.Ordinal)));
            Assert.DoesNotContain("packet size 60", tool.Output, StringComparison.Ordinal);
        }
        finally
        {
            inhabitant.Kill();
        }
    }

    [Theory]
    [InlineData("name")]
    [InlineData("process")]
    public void A_name_that_leads_elsewhere_later_makes_no_difference(string by)
    {
        using var elsewhere = new TestNetwork();
        using var inhabitant = Process.Start(new ProcessStartInfo("nsenter", [$"--net={Network.Path}", "sleep", "600"]))!;
        using var other = Process.Start(new ProcessStartInfo("nsenter", [$"--net={Network.Path}", "sleep", "600"]))!;
        try
        {
            WaitUntilInside(inhabitant);
            WaitUntilInside(other);
            var name = by == "name" ? Network.Name : inhabitant.Id.ToString(CultureInfo.InvariantCulture);
            using var tool = XdpdumpProcess.StartCapturing(elsewhere, "--netns", name, "-i", Receiver);
            inhabitant.Kill();
            inhabitant.WaitForExit();
            TestNetwork.Shell("ip", "netns", "delete", Network.Name);
            TestNetwork.Shell("ip", "netns", "add", Network.Name);
            // The program is looked up in the namespace, and so is what there is when it has gone.
            string[] there = ["-t", $"{other.Id}", "-n", "bpftool", "net"];
            using var program = BpfProgram.Load(Samples.Answer(Samples.Pass), Samples.NoMaps);
            TestNetwork.Shell("nsenter", [.. there, "attach", "xdpgeneric", "id", $"{program.GetInfo().Id}", "dev", Receiver]);
            tool.WaitToSay("an XDP program was attached");
            TestNetwork.Shell("nsenter", [.. there, "detach", "xdpgeneric", "dev", Receiver]);
            tool.WaitToSay("was detached");
            tool.Interrupt();

            Assert.Equal(0, tool.ExitCode);
            Assert.DoesNotContain("ENOENT", tool.Errors, StringComparison.Ordinal);
        }
        finally
        {
            inhabitant.Kill();
            other.Kill();
        }
    }

    [Fact]
    public void A_namespace_that_is_not_there_is_named()
    {
        using var tool = RunToEnd("--netns", "no-such-namespace", "-i", Receiver, "--load-xdp-program");
        Assert.Equal(1, tool.ExitCode);
        Assert.Contains("no-such-namespace", tool.Errors, StringComparison.Ordinal);
        Assert.StartsWith("ERROR: ", tool.Errors, StringComparison.Ordinal);
    }

    private void WaitUntilInside(Process inhabitant)
    {
        var inode = Network.Inside(Linux.Network.NetworkNamespace.CurrentInode);
        Wait.Until(
            () => File.ResolveLinkTarget($"/proc/{inhabitant.Id}/ns/net", false)!.Name.Contains($"[{inode}]", StringComparison.Ordinal),
            "the process to be in the namespace");
    }
}
