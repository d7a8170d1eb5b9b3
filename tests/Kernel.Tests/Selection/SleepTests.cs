using Ebpf.Objects;
using Kernel.Tests.Captures;
using Kernel.Tests.Support;
using Linux.Files;

namespace Kernel.Tests.Selection;

/// <summary>Whoever asks for a few packets among many is not woken by the others.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
public sealed class SleepTests : NetworkTest
{
    private const int ActionOffset = 14, RecordInBell = 16; // eight bytes of header, eight of content

    public SleepTests() => Requires.Fentry();

    [Theory]
    [InlineData("--action", "drop")]
    [InlineData("--rx-capture", "entry", "ether[14] = 1")]
    public void The_bell_is_rung_for_packets_that_are_captured_and_for_no_others(params string[] selection)
    {
        Requires.LiveFrames();
        const int Drops = 20, PassesEach = 999;
        using var target = Attach(new TargetSpec { ActionFromByte = ActionOffset });
        var earlier = BpfMap.Ids().ToHashSet();
        using var tool = StartCapturing(["-i", Receiver, .. selection]);
        using var bell = FindBell(earlier);

        for (var drop = 1; drop <= Drops; drop++)
        {
            SendLive(Frame(2), PassesEach);
            Send(Frame(1));
            tool.WaitForLines(drop);
        }

        var rings = Rings(bell);
        tool.Interrupt();
        Assert.Equal(((ulong)Drops, 0ul), Tracing.Counts(tool));
        Assert.True(target.Seen > Drops * PassesEach / 2, $"{target.Seen} packets at the target");
        Assert.InRange(rings, 1ul, (ulong)Drops);
    }

    private static BpfMap FindBell(HashSet<uint> earlier)
    {
        foreach (var id in BpfMap.Ids().Where(id => !earlier.Contains(id)))
        {
            if (BpfMap.TryOpenById(id) is not { } map)
                continue;
            if (map.GetInfo().Name == "xdpdump_bell")
                return map;
            map.Dispose();
        }

        throw new InvalidOperationException("the tool has no doorbell");
    }

    /// <summary>How often it was rung: what was ever written there, on the ring buffer's second page (kernel/bpf/ringbuf.c).</summary>
    private static unsafe ulong Rings(BpfMap bell)
    {
        var page = (nuint)Environment.SystemPageSize;
        using var producer = MemoryMapping.Map(bell.Handle, page, writable: false, offset: (long)page);
        return Volatile.Read(ref *(ulong*)producer.Pointer) / RecordInBell;
    }

    private static byte[] Frame(byte action)
    {
        var frame = Frames.Plain(60);
        frame[ActionOffset] = action;
        return frame;
    }
}
