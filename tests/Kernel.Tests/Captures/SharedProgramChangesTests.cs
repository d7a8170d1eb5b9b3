using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>Interfaces come to hooks that others have already, and leave them.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
public sealed class SharedProgramChangesTests
{
    private static readonly TargetSpec s_other = new() { FunctionName = "xdp_another_one", Action = 1 };

    public SharedProgramChangesTests() => Requires.Fentry();

    [Fact]
    public void One_that_gets_another_program_is_followed_and_comes_back_to_its_old_points_while_the_others_go_on()
    {
        using var pairs = new ManyPairs(3);
        using var target = new TargetProgram(new TargetSpec { Action = 1 });
        using var other = new TargetProgram(s_other);
        target.Attach(pairs.Network, "rx0");
        target.Attach(pairs.Network, "rx2");
        target.Attach(pairs.Network, "rx1"); // whose program is replaced
        using var file = new TracedFile();
        using var tool = Start(pairs, file);
        SendToAll(pairs, 60);
        Wait.Until(() => target.Seen == 3, "three packets");

        target.ReplaceBy(other);
        tool.WaitToSay($"rx1: its XDP programs changed; now capturing at ID {other.Id}");
        SendToAll(pairs, 61);
        Wait.Until(() => target.Seen == 5 && other.Seen == 1, "three more");

        other.ReplaceBy(target);
        tool.WaitToSay($"rx1: its XDP programs changed; now capturing at ID {target.Id}");
        SendToAll(pairs, 62);
        End(tool, target, file, 8);

        string[] names = ["rx0@fentry", "rx0@fexit", "rx1@fentry", "rx1@fexit", "rx2@fentry", "rx2@fexit"];
        Assert.Equal(names, file.Interfaces.Take(6).Select(one => one.Name));
        Assert.Equal(8, file.Interfaces.Count);
        Assert.Equal((18ul, 0ul), Tracing.Counts(tool));
        uint[][] expected = [[0, 1, 2, 3, 4, 5], [0, 1, 6, 7, 4, 5], [0, 1, 2, 3, 4, 5]];
        foreach (var (length, points) in expected.Index())
        {
            Assert.Equal(
                points, file.Packets.Where(packet => packet.OriginalLength == 60 + length).Select(packet => packet.InterfaceId));
        }

        // Only who comes to hooks that are one interface's alone interrupts.
        Assert.DoesNotContain("are missing", tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_removed_leaves_the_others_their_hooks()
    {
        using var pairs = new ManyPairs(3);
        using var target = pairs.Attach();
        using var file = new TracedFile();
        using var tool = Start(pairs, file);
        SendToAll(pairs, 60);
        Wait.Until(() => target.Seen == 3, "three packets");
        pairs.Network.Ip("link", "delete", "rx0");
        tool.WaitToSay("rx0: the interface is gone, it was removed; the others are still captured on");
        pairs.Send(1, Frames.Plain(61));
        pairs.Send(2, Frames.Plain(62));
        End(tool, target, file, 5);
        Assert.Equal((10ul, 0ul), Tracing.Counts(tool));
        Assert.Equal(
            [(2u, 61u), (3u, 61u), (4u, 62u), (5u, 62u)],
            file.Packets.Skip(6).Select(packet => (packet.InterfaceId, packet.OriginalLength)));
    }

    [Fact]
    [Trait("Kernels", "all")]
    public void One_that_comes_to_anothers_program_shares_its_hooks_and_the_gap_is_said()
    {
        using var pairs = new ManyPairs(2);
        using var target = new TargetProgram(new TargetSpec { Action = 1 });
        target.Attach(pairs.Network, "rx0");
        using var other = new TargetProgram(s_other);
        other.Attach(pairs.Network, "rx1");
        using var file = new TracedFile();
        using var tool = Start(pairs, file);
        SendToAll(pairs, 60);
        Wait.Until(() => target.Seen + other.Seen == 2, "two packets");

        other.ReplaceBy(target);
        tool.WaitToSay("rx0: packets that came while capture was prepared on rx1, which runs the same XDP program now, are missing");
        tool.WaitToSay($"rx1: its XDP programs changed; now capturing at ID {target.Id}");
        SendToAll(pairs, 61);
        Wait.Until(() => target.Seen == 3, "two more");

        target.ReplaceBy(other);
        tool.WaitToSay($"rx1: its XDP programs changed; now capturing at ID {other.Id}");
        SendToAll(pairs, 62);
        End(tool, target, file, 4);

        Assert.Equal((12ul, 0ul), Tracing.Counts(tool));
        Assert.Equal(
            [(0u, 60u), (1u, 60u), (2u, 60u), (3u, 60u), (0u, 61u), (1u, 61u), (4u, 61u), (5u, 61u), (0u, 62u), (1u, 62u), (2u, 62u), (3u, 62u)],
            file.Packets.Select(packet => (packet.InterfaceId, packet.OriginalLength)));
        Assert.Equal(
            ["rx0", "rx0", "rx1", "rx1", "rx1", "rx1"], file.Interfaces.Select(one => one.Name![..3]));
    }

    /// <summary>Each takes turns with another program so often that one-time hooks would have used up the kernel's 38.</summary>
    [Fact]
    public void However_often_they_come_and_go_nothing_is_lost_and_the_points_stay_the_same()
    {
        const int Turns = 25;
        using var pairs = new ManyPairs(2);
        using var target = new TargetProgram(new TargetSpec { Action = 1 });
        using var other = new TargetProgram(s_other);
        target.Attach(pairs.Network, "rx1");
        target.Attach(pairs.Network, "rx0");
        using var file = new TracedFile();
        using var tool = Start(pairs, file);
        var (on, off) = (target, other);
        for (var turn = 0; turn < Turns; turn++)
        {
            on.ReplaceBy(off); // on rx0
            var said = 1 + turn;
            tool.WaitFor(() => tool.Errors.Split("rx0: its XDP programs changed; now").Length > said, "the change to be followed");
            SendToAll(pairs, 60 + turn);
            (on, off) = (off, on);
        }

        Wait.Until(() => target.Seen + other.Seen == 2 * Turns, "all packets");
        tool.Interrupt();
        Assert.True(tool.ExitCode == 0, tool.Errors);
        file.Read();
        Assert.Equal((4ul * Turns, 0ul), Tracing.Counts(tool));
        Assert.Equal(6, file.Interfaces.Count);
        for (var turn = 0; turn < Turns; turn++)
        {
            Assert.Equal(
                turn % 2 == 0 ? [4u, 5u, 2u, 3u] : [0u, 1u, 2u, 3u],
                file.Packets.Where(packet => packet.OriginalLength == 60 + turn).Select(packet => packet.InterfaceId));
        }
    }

    private static XdpdumpProcess Start(ManyPairs pairs, TracedFile file) =>
        XdpdumpProcess.StartCapturing(pairs.Network, "-i", pairs.All, "--rx-capture", "entry,exit", "-w", file.Path);

    private static void SendToAll(ManyPairs pairs, int length)
    {
        for (var at = 0; at < pairs.Receivers.Count; at++)
            pairs.Send(at, Frames.Plain(length));
    }


    private static void End(XdpdumpProcess tool, TargetProgram target, TracedFile file, ulong expected)
    {
        Wait.Until(() => target.Seen >= expected, $"{expected} packets at the target, which saw {target.Seen}");
        tool.Interrupt();
        Assert.True(tool.ExitCode == 0, tool.Errors);
        file.Read();
    }
}
