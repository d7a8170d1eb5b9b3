using Capture.Hooks;
using Capture.Model;
using Capture.Records;
using Capture.Rings;
using Capture.Stages;

namespace Capture.Tests.Rings;

/// <summary>A record as it leaves the merger.</summary>
internal sealed record Merged(uint Point, ulong Stamp, ulong Id, byte[] Data, byte[] Block)
{
    public uint OriginalLength { get; init; }

    public uint? Queue { get; init; }

    public ulong? Verdict { get; init; }

    public ulong? DropCount { get; init; }
}

/// <summary>Some rings, a clock that stands still, and the merger over them.</summary>
internal sealed class MergeBench : IDisposable
{
    /// <summary>CLOCK_REALTIME less CLOCK_MONOTONIC.</summary>
    public const long WallOffset = 1_700_000_000_000_000_000;

    /// <summary>Later than every stamp of these tests.</summary>
    public const ulong Late = 1_000_000_000_000;

    /// <summary>The points have the slots of their numbers; the slot behind them is for records that are only compared.</summary>
    public MergeBench(int rings, uint dataSize = 65536, uint snapLength = 2048, int points = 2, ulong position = 0,
        ModifiedPackets? modified = null, ILossCounters? elsewhere = null, int copyBytes = 1 << 20)
    {
        Layout = new RingLayout(16, dataSize, snapLength);
        Rings = [.. Enumerable.Range(0, rings).Select(_ => new FakeRing(Layout, position))];
        Allocator = new SlotAllocator(Layout.SlotCount);
        Slots = new LossSlots(
            Layout.SlotCount, [.. Rings.Select(ring => ring.Reader.Losses.Counters), .. elsewhere is null ? [] : new[] { elsewhere }], Allocator.Free);
        Slots.Bind(Allocator.TryTake(points + 1)!.Value, [.. Enumerable.Range(0, points), SlotRange.ForComparison]);
        Merger = new RingMerger([.. Rings.Select(ring => ring.Reader)], Slots, new WallClock(() => 0, () => WallOffset),
            new DropCounts(Slots, elsewhere is null ? null : [elsewhere], copyBytes))
        {
            Choice = modified,
        };
    }

    public LossSlots Slots { get; }

    public SlotAllocator Allocator { get; }

    public RingLayout Layout { get; }

    public FakeRing[] Rings { get; }

    public RingMerger Merger { get; }

    public PacketBatch Batch { get; } = new();

    /// <summary>What was kept of all rounds.</summary>
    public CaptureCounts Counts { get; } = new();

    /// <summary>One round, its records copied out.</summary>
    /// <param name="now">The time of the round.</param>
    /// <param name="limit">The most records.</param>
    /// <param name="everything">Nothing is held back.</param>
    /// <param name="kept">How many of the records the output keeps; null: all.</param>
    public List<Merged> Collect(ulong now = Late, long limit = long.MaxValue, bool everything = false, int? kept = null)
    {
        Fill(now, limit, everything);
        Counts.Add(Batch, kept ?? Batch.Records);
        return Contents(Batch);
    }

    /// <summary>One round, whose records stay in the batch.</summary>
    public void Fill(ulong now = Late, long limit = long.MaxValue, bool everything = false)
    {
        Batch.Clear();
        Merger.Refresh(now, everything);
        Merger.Fill(Batch, ulong.MaxValue, limit);
    }

    public void Dispose() => Array.ForEach(Rings, ring => ring.Dispose());

    private static List<Merged> Contents(PacketBatch batch)
    {
        var records = new List<Merged>();
        foreach (var packet in batch)
        {
            var stamp = packet.Timestamp - (ulong)WallOffset;
            records.Add(new Merged(packet.InterfaceId, stamp, packet.PacketId!.Value, packet.Data.ToArray(), packet.Block.ToArray())
            {
                OriginalLength = packet.OriginalLength,
                Queue = packet.Queue,
                Verdict = packet.XdpVerdict,
                DropCount = packet.DropCount,
            });
        }

        Assert.Equal(batch.Records, records.Count);
        Assert.Equal(batch.Bytes, records.Sum(record => (long)record.Block.Length));
        return records;
    }
}
