using System.Diagnostics;
using Capture.Model;
using Capture.Records;
using Capture.Rings;
using Capture.Tests.Rings;
using Linux.Files;

namespace Bench.Testbeds;

/// <summary>Rings in memory, one for each of some CPUs, that are full of packets; the reader's work on them, in its own thread alone.</summary>
internal sealed class FilledRings : IDisposable
{
    private const uint RingSize = 16 << 20;

    private readonly FakeRing[] _rings;
    private readonly RingMerger _merger;
    private readonly PacketBatch _batch = new();
    private readonly Capture.Model.CaptureCounts _counts = new();
    private readonly byte[] _data;
    private ulong _stamp;

    /// <param name="cpus">How many CPUs. Their packets alternate, which is the worst that can come: no two records of a ring follow each other.</param>
    /// <param name="frameLength">In bytes.</param>
    public FilledRings(int cpus, int frameLength)
    {
        var layout = new RingLayout(1, RingSize, 2048);
        _rings = [.. Enumerable.Range(0, cpus).Select(_ => new FakeRing(layout))];
        var slots = new LossSlots(layout.SlotCount, [.. _rings.Select(ring => ring.Reader.Losses.Counters)]);
        slots.Bind(new SlotRange(0, 1), [0]);
        _merger = new RingMerger([.. _rings.Select(ring => ring.Reader)], slots, new WallClock());
        _data = new byte[frameLength];
    }

    /// <summary>Takes one batch of the reader: where it goes.</summary>
    public delegate void Take(ReadOnlySpan<IoVector> spans);

    /// <summary>Fills them until one has no more room.</summary>
    public void Fill()
    {
        while (_rings.All(ring => ring.Write(new Seen(++_stamp, _data))))
        {
        }
    }

    /// <summary>Empties them.</summary>
    /// <param name="take">Gets each batch.</param>
    /// <returns>The time it took, and what was in them.</returns>
    public (TimeSpan Elapsed, long Records, long Bytes) Empty(Take take)
    {
        var (records, bytes) = (0L, 0L);
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            _batch.Clear();
            _merger.Refresh(ulong.MaxValue, everything: true);
            _merger.Fill(_batch, ulong.MaxValue, long.MaxValue);
            if (_batch.Records == 0)
                return (Stopwatch.GetElapsedTime(start), records, bytes);
            take(_batch.Spans);
            _counts.Add(_batch, _batch.Records);
            _merger.GiveBack();
            records += _batch.Records;
            bytes += _batch.Bytes;
        }
    }

    public void Dispose() => Array.ForEach(_rings, ring => ring.Dispose());
}
