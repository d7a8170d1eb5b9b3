using Capture.Rings;
using PacketFiles;

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
        Slots = new LossSlots(Layout.SlotCount, [.. Rings.Select(ring => ring.Reader.Losses.Counters), .. elsewhere is null ? [] : new[] { elsewhere }]);
        Slots.Bind(Slots.TryTake(points + 1)!.Value, [.. Enumerable.Range(0, points), LossSlots.ForComparison]);
        Merger = new RingMerger([.. Rings.Select(ring => ring.Reader)], Slots, new WallClock(() => 0, () => WallOffset),
            new DropCounts(Slots, elsewhere is null ? null : [elsewhere], copyBytes))
        {
            Modified = modified,
        };
    }

    public LossSlots Slots { get; }

    public RingLayout Layout { get; }

    public FakeRing[] Rings { get; }

    public RingMerger Merger { get; }

    public RecordBatch Batch { get; } = new();

    /// <summary>One round, its records copied out.</summary>
    public List<Merged> Collect(ulong now = Late, long limit = long.MaxValue, bool everything = false)
    {
        Merger.Collect(Batch, now, limit, everything);
        return Contents(Batch);
    }

    public void Dispose() => Array.ForEach(Rings, ring => ring.Dispose());

    private static unsafe List<Merged> Contents(RecordBatch batch)
    {
        var records = new List<Merged>();
        foreach (var span in batch.Spans)
        {
            var bytes = new ReadOnlySpan<byte>(span.Base, (int)span.Length);
            while (!bytes.IsEmpty)
            {
                Assert.True(EnhancedPacketView.TryParse(bytes, out var view), "a span must be whole blocks");
                records.Add(new Merged(
                    view.InterfaceId, view.Timestamp - (ulong)WallOffset, view.PacketId!.Value, view.Data.ToArray(), bytes[..view.BlockLength].ToArray())
                {
                    OriginalLength = view.OriginalLength,
                    Queue = view.Queue,
                    Verdict = view.XdpVerdict,
                    DropCount = view.DropCount,
                });
                bytes = bytes[view.BlockLength..];
            }
        }

        Assert.Equal(batch.Records, records.Count);
        Assert.Equal(batch.Bytes, records.Sum(record => (long)record.Block.Length));
        return records;
    }
}
