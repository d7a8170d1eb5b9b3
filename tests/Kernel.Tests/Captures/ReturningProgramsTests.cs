using Kernel.Tests.Support;
using Linux.Network;

namespace Kernel.Tests.Captures;

/// <summary>Programs that take turns: each is captured at under the name and the number it had before.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
public sealed class ReturningProgramsTests : NetworkTest
{
    public ReturningProgramsTests() => Requires.Fentry();

    [Fact]
    [Trait("Kernels", "all")]
    public void Programs_of_one_name_that_take_turns_have_two_interfaces_each_for_good()
    {
        TargetProgram[] programs = [Attach(), new(new TargetSpec { Action = 1 })];
        using var file = new TracedFile();
        using var tool = StartCapturing("-i", Receiver, "--rx-capture", "entry,exit", "-v", "-w", file.Path);
        Send(Frames.Plain(60));
        for (var turn = 1; turn < 5; turn++)
        {
            var (old, next) = (programs[(turn + 1) % 2], programs[turn % 2]);
            old.ReplaceBy(next);
            tool.WaitToSay($"now capturing at ID {next.Id} func {next.Spec.FunctionName}", times: (turn + 1) / 2);
            Send(Frames.Plain(60 + turn));
        }

        Wait.Until(() => programs[0].Seen + programs[1].Seen == 5, "five packets at the programs");
        tool.Interrupt();
        file.Read();

        Assert.True(tool.ExitCode == 0, tool.Errors);
        var (name, other) = (programs[0].Spec.FunctionName, $"{programs[1].Spec.FunctionName}@{programs[1].Id}");
        Assert.Equal(["rx0@fentry", "rx0@fexit", $"rx0:{other}()@fentry", $"rx0:{other}()@fexit"], file.Interfaces.Select(one => one.Name));
        Assert.Equal(
            [$"rx0:{name}()@fentry", $"rx0:{name}()@fexit", $"rx0:{other}()@fentry", $"rx0:{other}()@fexit"],
            file.Interfaces.Select(one => one.Description));
        Assert.Equal([0u, 1, 2, 3, 0, 1, 2, 3, 0, 1], file.Packets.Select(packet => packet.InterfaceId));
        Assert.Equal([3ul, 3, 2, 2], file.Statistics.Select(one => one.Received ?? 0));
        Assert.Contains($"rx0 {name}()@exit: 3 captured, 0 dropped", tool.Errors, StringComparison.Ordinal);
        Assert.Contains($"rx0 {other}()@exit: 2 captured, 0 dropped", tool.Errors, StringComparison.Ordinal);
        foreach (var program in programs)
            program.Dispose();
    }

    [Fact]
    public void A_program_that_moves_to_the_other_mode_or_is_attached_again_stays_one_interface()
    {
        using var target = Attach();
        using var file = new TracedFile();
        using var tool = StartCapturing("-i", Receiver, "-p", "all", "-w", file.Path);
        Send(Frames.Plain(60));
        Wait.Until(() => target.Seen == 1, "the packet in native mode");
        foreach (var (mode, times) in (ReadOnlySpan<(XdpMode, int)>)[(XdpMode.Generic, 1), (XdpMode.Generic, 2), (XdpMode.Native, 3)])
        {
            target.Detach();
            tool.WaitToSay("rx0: its XDP program was detached", times);
            target.Attach(Network, Receiver, mode);
            tool.WaitToSay($"now capturing at ID {target.Id}", times);
            Send(Frames.Plain(60 + times));
            Wait.Until(() => target.Seen == (ulong)times + 1, "its packet");
        }

        tool.Interrupt();
        file.Read();

        Assert.True(tool.ExitCode == 0, tool.Errors);
        Assert.Equal("rx0@fentry", Assert.Single(file.Interfaces).Name);
        Assert.Equal([60u, 61u, 62u, 63u], file.Packets.Select(packet => packet.OriginalLength));
        Assert.Equal(4ul, Assert.Single(file.Statistics).Received);
    }

    [Fact]
    public void A_successor_of_the_same_name_is_told_apart_in_text_too()
    {
        using var first = Attach(new TargetSpec { FunctionName = "xdp_twin" });
        using var second = new TargetProgram(new TargetSpec { FunctionName = "xdp_twin", Action = 1 });
        using var tool = StartCapturing("-i", Receiver, "--rx-capture", "exit");
        Send(Frames.Plain(60));
        tool.WaitForLines(1);
        first.ReplaceBy(second);
        tool.WaitToSay($"now capturing at ID {second.Id}");
        Send(Frames.Plain(61));
        tool.WaitForLines(2);
        tool.Interrupt();

        Assert.Equal(["xdp_twin()@exit[PASS]", $"xdp_twin@{second.Id}()@exit[DROP]"], TextRecord.ReadAll(tool.Output).Select(record => record.Place));
    }
}
