using Kernel.Tests.Support;
using Linux.Network;

namespace Kernel.Tests.Captures;

/// <summary>Interfaces that run one program share the hooks at it, and each has its own packets, points and losses.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
public sealed class SharedProgramTests
{
    public SharedProgramTests() => Requires.Fentry();

    [Fact]
    [Trait("Kernels", "all")]
    public void Hundred_interfaces_are_captured_on_at_entry_and_exit_by_two_hooks_whatever_their_modes()
    {
        const int Count = 100;
        using var pairs = new ManyPairs(Count);
        using var target = new TargetProgram(new TargetSpec { Action = 1 });
        foreach (var (at, receiver) in pairs.Receivers.Index())
            target.Attach(pairs.Network, receiver, at % 4 == 0 ? XdpMode.Generic : XdpMode.Native);
        using var file = new TracedFile();
        using var tool = Start(pairs, pairs.All, "entry,exit", file, "-v");
        for (var at = 0; at < Count; at++)
            pairs.Send(at, Enumerable.Range(0, 1 + (at % 3)).Select(_ => Frames.Numbered(60, (uint)at)));
        var sent = Enumerable.Range(0, Count).Sum(at => 1 + (at % 3));
        End(tool, target, file, (ulong)sent);

        Assert.Equal(2, Tracing.CapturePrograms(tool).Count);
        Assert.Equal((2 * (ulong)sent, 0ul), Tracing.Counts(tool));
        Assert.Equal(
            pairs.Receivers.SelectMany(name => (string[])[$"{name}@fentry", $"{name}@fexit"]), file.Interfaces.Select(one => one.Name));
        Assert.All(file.Packets, packet => Assert.Equal(
            Frames.Numbered(60, packet.InterfaceId / 2), packet.Data));
        Assert.All(file.Packets, packet => Assert.Equal(packet.InterfaceId % 2 == 1, packet.Verdict is not null));
        Assert.Equal(Enumerable.Range(0, 2 * Count).Select(point => 1 + ((ulong)point / 2 % 3)), file.Statistics.Select(one => one.Received!.Value));
        Assert.Equal(Enumerable.Range(1, sent).SelectMany(id => (ulong?[])[(ulong)id, (ulong)id]), file.Packets.Select(packet => packet.Id));
    }

    [Theory]
    [Trait("Kernels", "all")]
    [InlineData("entry")]
    [InlineData("entry,exit")]
    public void What_is_lost_on_one_is_counted_there_and_told_by_its_packets_alone(string points)
    {
        const int Flood = 200; // 300 kB into 64 KiB
        var sides = (ulong)points.Split(',').Length;
        using var pairs = new ManyPairs(3);
        using var target = pairs.Attach();
        using var file = new TracedFile();
        using var tool = Start(pairs, pairs.All, points, file, "-B", "64", "-s", "1514");
        tool.Signal("STOP");
        // On one CPU, so that one ring has it all.
        Cpus.Start(0, () =>
        {
            pairs.Send(0, Frames.Plain(60));
            pairs.Send(2, Frames.Plain(60), Frames.Plain(60));
            pairs.Send(1, Enumerable.Repeat(Frames.Plain(1514), Flood));
        }).Join();
        Wait.Until(() => target.Seen == Flood + 3, "the flood");
        tool.Signal("CONT");
        // The space comes back only when a batch is written: spread the packets that tell of the loss.
        for (var round = 0; round < 20; round++)
        {
            Thread.Sleep(50);
            Cpus.Start(0, () => pairs.Send(round % 3, Frames.Plain(60))).Join();
        }

        End(tool, target, file, Flood + 3 + 20);

        ulong[] seen = [1 + 7, Flood + 7, 2 + 6];
        Assert.Equal(3 * (int)sides, file.Interfaces.Count);
        foreach (var one in file.Statistics)
        {
            var on = (int)(one.InterfaceId / sides);
            var packets = file.Packets.Where(packet => packet.InterfaceId == one.InterfaceId).ToList();
            var told = packets.Aggregate(0ul, (sum, packet) => sum + (packet.DropCount ?? 0));
            Assert.Equal(seen[on], one.Received);
            Assert.Equal(seen[on], (ulong)packets.Count + one.Dropped!.Value);
            Assert.Equal(on == 1, one.Dropped > 0);
            Assert.Equal(one.Dropped, told + CaptureFile.DroppedAtEnd(one));
        }
    }

    [Fact]
    [Trait("Kernels", "all")]
    public void An_interface_of_the_same_index_in_another_namespace_is_not_captured()
    {
        const int SameIndex = 78;
        using var pairs = new ManyPairs(2, firstIndex: SameIndex);
        using var other = new TestNetwork(receiverIndex: SameIndex);
        using var target = pairs.Attach();
        target.Attach(other, TestNetwork.Receiver);
        using var file = new TracedFile();
        using var tool = Start(pairs, pairs.All, "entry,exit", file);
        FrameSender.Send(other, Frames.Plain(100), Frames.Plain(101));
        pairs.Send(0, Frames.Plain(60));
        pairs.Send(1, Frames.Plain(61));
        FrameSender.Send(other, Frames.Plain(102));
        End(tool, target, file, 5);
        Assert.Equal(
            [(0u, 60u), (1u, 60u), (2u, 61u), (3u, 61u)], file.Packets.Select(packet => (packet.InterfaceId, packet.OriginalLength)));
        Assert.Equal((4ul, 0ul), Tracing.Counts(tool));
    }

    [Theory]
    [InlineData("--action", "drop")]
    [InlineData("--only-modified")]
    [InlineData("greater 1000")]
    public void What_is_asked_of_packets_is_asked_on_each(params string[] question)
    {
        using var pairs = new ManyPairs(3);
        using var target = pairs.Attach(new TargetSpec { ActionFromByte = 20, Rewrite = 30 });
        using var file = new TracedFile();
        using var tool = Start(pairs, pairs.All, "entry,exit", file, question);
        // Dropped, changed and long; or none of it.
        for (var at = 0; at < 3; at++)
            pairs.Send(at, With(60 + at, 2, 0xee), With(1100 + at, 1, 0), With(63 + at, 2, 0xee));
        End(tool, target, file, 9);
        Assert.Equal(
            Enumerable.Range(0, 3).SelectMany(at => (long[])[(at * 2 * 10000) + 1100 + at, (((at * 2) + 1) * 10000) + 1100 + at]),
            file.Packets.Select(packet => ((long)packet.InterfaceId * 10000) + packet.OriginalLength));
        Assert.Equal((6ul, 0ul), Tracing.Counts(tool));

        static byte[] With(int length, byte action, byte changed)
        {
            var frame = Frames.Plain(length);
            (frame[20], frame[30]) = (action, changed);
            return frame;
        }
    }

    private static XdpdumpProcess Start(ManyPairs pairs, string on, string points, TracedFile file, params string[] words) =>
        XdpdumpProcess.StartCapturing(pairs.Network, ["-i", on, "--rx-capture", points, "-w", file.Path, .. words]);

    private static void End(XdpdumpProcess tool, TargetProgram target, TracedFile file, ulong expected)
    {
        Wait.Until(() => target.Seen >= expected, $"{expected} packets at the target, which saw {target.Seen}");
        tool.Interrupt();
        Assert.True(tool.ExitCode == 0, tool.Errors);
        file.Read();
    }
}
