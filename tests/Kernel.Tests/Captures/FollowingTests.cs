using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>A capture goes where the interface's XDP programs go.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
public sealed class FollowingTests : NetworkTest
{
    public FollowingTests() => Requires.Fentry();

    [Theory]
    [Trait("Kernels", "all")]
    [InlineData("entry")]
    [InlineData("entry,exit")]
    public void A_program_replaced_through_its_link_is_followed_into_a_pcapng_interface_of_its_own(string points)
    {
        var each = points.Split(',').Length;
        using var first = Attach(new TargetSpec { FunctionName = "xdp_the_first_one", Action = 1 });
        using var second = new TargetProgram(new TargetSpec { FunctionName = "xdp_the_second_one", Action = 1 });
        using var file = new TracedFile();
        using var tool = StartCapturing("-i", Receiver, "--rx-capture", points, "-w", file.Path);
        Send(Frames.Plain(60));
        Wait.Until(() => first.Seen == 1, "the first program to see its packet");

        first.ReplaceBy(second);
        tool.WaitToSay($"rx0: its XDP programs changed; now capturing at ID {second.Id} func xdp_the_second_one");
        Send(Frames.Plain(61), Frames.Plain(62));
        Wait.Until(() => second.Seen == 2, "the second program to see its packets");
        tool.Interrupt();
        file.Read();

        Assert.Equal(0, tool.ExitCode);
        Assert.Equal((3ul * (ulong)each, 0ul), Tracing.Counts(tool));
        Assert.Equal(
            Enumerable.Repeat("rx0:xdp_the_first_one()", each).Concat(Enumerable.Repeat("rx0:xdp_the_second_one()", each)),
            file.Interfaces.Select(one => one.Description!.Split('@')[0]));
        Assert.Equal(
            [60u, 61u, 62u],
            file.Packets.Where(packet => packet.Verdict is null).Select(packet => packet.OriginalLength));
        Assert.All(file.Packets, packet => Assert.Equal(packet.OriginalLength > 60, packet.InterfaceId >= each));
        Assert.Equal(Enumerable.Range(1, 3).SelectMany(id => Enumerable.Repeat((ulong?)id, each)), file.Packets.Select(packet => packet.Id));
    }

    [Fact]
    public void A_detached_program_is_waited_for_and_the_next_one_captured_at()
    {
        var first = Attach();
        // What libpcap could not answer: it would capture meanwhile.
        using var tool = StartCapturing("-i", Receiver, "--rx-queue", "0");
        Send(Frames.Plain(60));
        tool.WaitForLines(1);

        first.Dispose();
        tool.WaitToSay("rx0: its XDP program was detached; nothing is captured there until another one is attached");
        Send(Frames.Plain(61));
        using var second = Attach(new TargetSpec { FunctionName = "xdp_next" });
        tool.WaitToSay($"rx0: its XDP programs changed; now capturing at ID {second.Id} func xdp_next");
        Send(Frames.Plain(62));
        tool.WaitForLines(2);
        tool.Interrupt();

        Assert.Equal(0, tool.ExitCode);
        Assert.Contains("xdp_next()@entry: packet size 62 bytes", tool.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("packet size 61", tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_cannot_be_captured_at_is_said_to_be_and_the_next_one_followed()
    {
        using var first = Attach();
        using var opaque = new TargetProgram(new TargetSpec { FunctionName = "xdp_opaque", WithBtf = false });
        using var last = new TargetProgram(new TargetSpec { FunctionName = "xdp_last" });
        using var tool = StartCapturing("-i", Receiver);

        first.ReplaceBy(opaque);
        tool.WaitToSay("rx0: its XDP programs changed, and nothing is captured there until they change again: ");
        Assert.Contains("without BTF", tool.Errors, StringComparison.Ordinal);
        opaque.ReplaceBy(last);
        tool.WaitToSay($"now capturing at ID {last.Id} func xdp_last");
        Send(Frames.Plain(62));
        tool.WaitForLines(1);
        tool.Interrupt();

        Assert.Equal(0, tool.ExitCode);
    }
}
