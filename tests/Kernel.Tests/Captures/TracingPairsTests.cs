using Ebpf.Features;
using Ebpf.Objects;
using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>Entry and exit of one packet belong together, and time only goes forward.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
[Trait("Kernels", "all")]
public sealed class TracingPairsTests : NetworkTest
{
    private const int LiveFrames = 100_000, RawFrames = 10_000;

    public TracingPairsTests() => Requires.Fentry();

    [Fact]
    public void Every_exit_of_a_hundred_thousand_frames_has_its_entry_and_numbers_have_no_gaps()
    {
        using var target = Attach(new TargetSpec { Action = 1 });
        using var file = new TracedFile();

        using var tool = Tracing.Capture(Network, target, file, "entry,exit", 0, () => Send(target, 1), "-s", "64");

        Assert.True(target.Seen >= RawFrames, $"{target.Seen} seen");
        AssertPaired(file, target.Seen, tool);
    }

    [Fact]
    public void Two_processors_at_once_are_merged_in_time_order()
    {
        Assert.SkipWhen(PossibleCpus.Count < 2, "one CPU only");
        MakeNetwork(queues: 2);
        using var target = Attach(new TargetSpec { Action = 1 });
        using var file = new TracedFile();

        using var tool = Tracing.Capture(Network, target, file, "entry,exit", 0, () => Send(target, 2), "-s", "64");

        AssertPaired(file, target.Seen, tool);
        var perQueue = file.Packets.CountBy(packet => packet.Queue!.Value).ToDictionary();
        TestContext.Current.SendDiagnosticMessage("records by queue: {0}", string.Join(", ", perQueue));
        if (Requires.Has(XdpFeatures.LiveFrames)) // they frames go to the queue of their CPU
            Assert.Equal([0u, 1u], perQueue.Keys.Order());
    }

    private void Send(TargetProgram target, int processors)
    {
        var live = Requires.Has(XdpFeatures.LiveFrames);
        Thread[] senders = [.. Enumerable.Range(0, processors).Select(cpu => Cpus.Start(cpu, () =>
        {
            if (live)
                SendLive(Frames.Plain(60, (byte)cpu), (uint)(LiveFrames / processors));
            else
                Send(Enumerable.Repeat(Frames.Plain(60, (byte)cpu), RawFrames / processors));
        }))];
        foreach (var sender in senders)
            sender.Join();
        Tracing.Settled(target);
    }

    private static void AssertPaired(TracedFile file, ulong seen, XdpdumpProcess tool)
    {
        Assert.Equal((2 * seen, 0ul), Tracing.Counts(tool));
        Assert.Equal(2 * seen, (ulong)file.Packets.Count);
        var open = new HashSet<ulong>();
        ulong time = 0, next = 1;
        foreach (var packet in file.Packets)
        {
            Assert.True(packet.Timestamp >= time, $"{packet.Timestamp} after {time}");
            time = packet.Timestamp;
            if (packet.Verdict is null)
            {
                Assert.Equal(next++, packet.Id);
                open.Add(packet.Id!.Value);
            }
            else
            {
                Assert.True(open.Remove(packet.Id!.Value), $"an exit of packet {packet.Id} without its entry");
            }
        }

        Assert.Empty(open);
        Assert.Equal(seen + 1, next);
    }
}
