using System.Runtime.CompilerServices;
using Capture.Model;
using Capture.Records;

namespace Capture.Rings;

/// <summary>
/// Merges the CPUs' rings into one stream in strict time order and writes the numbers the kernel side left open: the wall-clock
/// stamp, the dense packet id, and the capture point in place of the slot. Touches headers and options only, never the packets, unless they
/// are asked for changes.
/// </summary>
/// <remarks>
/// A record is released once no ring can still come up with an older one. Each ring says up to when it is complete;
/// the oldest of these is the horizon. The rings with records are kept in a binary heap by the stamp of the next one.
/// </remarks>
internal sealed unsafe class RingMerger
{
    /// <summary>
    /// How long, in nanoseconds, a producer's "busy" mark may take to become visible to this CPU. A store buffer drains
    /// in well under a microsecond; a generous figure costs nothing but latency.
    /// </summary>
    private const ulong StoreVisibility = 20_000;

    private readonly CaptureRing[] _rings;
    private readonly CaptureRing[] _heap;
    private readonly ulong[] _stamps;
    private readonly LossSlots _slots;
    private readonly WallClock _clock;
    private readonly DropCounts _drops;
    private int _heapCount;
    private long _dropped;
    private ulong _lastId;
    private ulong _lastStamp;

    public RingMerger(CaptureRing[] rings, LossSlots slots, WallClock clock, DropCounts? drops = null)
    {
        (_rings, _slots, _clock, _drops) = (rings, slots, clock, drops ?? new DropCounts(slots));
        _heap = new CaptureRing[rings.Length];
        _stamps = new ulong[rings.Length];
    }

    /// <summary>Chooses among packets when all their records are there; null where all are wanted.</summary>
    public IRecordChoice? Choice { get; init; }

    /// <summary>Whether a ring holds a record that was not taken: it will be released soon.</summary>
    public bool HasPending
    {
        get
        {
            foreach (var ring in _rings)
            {
                if (ring.HasRecord)
                    return true;
            }

            return false;
        }
    }

    /// <summary>Monotonic stamp of the next record that may be taken; <see cref="ulong.MaxValue"/> when there is none.</summary>
    public ulong NextStamp => _heapCount == 0 ? ulong.MaxValue : _stamps[0];

    /// <summary>No record stamped up to this time will come any more but those that may be taken now.</summary>
    public ulong CompleteUntil { get; private set; }

    /// <summary>Looks what is new; a batch begins.</summary>
    /// <param name="now">A monotonic time in nanoseconds, sampled just before.</param>
    /// <param name="everything">No program writes any more: all there is may be taken.</param>
    public void Refresh(ulong now, bool everything = false)
    {
        _drops.Begin();
        CompleteUntil = ulong.MaxValue;
        foreach (var ring in _rings)
        {
            ring.Refresh(now - StoreVisibility);
            _drops.Look(ring.Losses);
            CompleteUntil = Math.Min(CompleteUntil, ring.CompleteUntil);
        }

        if (everything)
            CompleteUntil = ulong.MaxValue;

        _heapCount = 0;
        foreach (var ring in _rings)
        {
            if (!ring.HasRecord || ring.RecordStamp > CompleteUntil)
                continue;
            _heap[_heapCount] = ring;
            _stamps[_heapCount++] = ring.RecordStamp;
        }

        for (var i = _heapCount / 2 - 1; i >= 0; i--)
            SiftDown(i);
        NoteProgress();
    }

    /// <summary>Appends records that may be taken, in the order of their stamps.</summary>
    /// <param name="batch">Where to.</param>
    /// <param name="until">The latest stamp that is wanted.</param>
    /// <param name="limit">The most records that the batch is to have.</param>
    /// <returns>False when the batch takes no more.</returns>
    public bool Fill(PacketBatch batch, ulong until, long limit)
    {
        var horizon = Math.Min(until, CompleteUntil);
        while (_heapCount > 0 && _stamps[0] <= horizon)
        {
            if (batch.Records >= limit)
                return false;
            var ring = _heap[0];
            // As long as no other ring's next record is older, this one's go on: its span grows without a look at the heap.
            var bound = Math.Min(horizon, SecondStamp());
            var goesOn = true;
            do
                goesOn = Take(ring, batch);
            while (goesOn && ring.HasRecord && ring.RecordStamp <= bound && batch.Records < limit);

            if (ring.HasRecord && ring.RecordStamp <= CompleteUntil)
                _stamps[0] = ring.RecordStamp;
            else
                RemoveRoot();
            SiftDown(0);
            if (!goesOn)
                return false;
        }

        NoteProgress();
        return true;
    }

    /// <summary>Bytes of records that were taken since this was last asked and not appended, since they were not wanted.</summary>
    public long TakeDropped()
    {
        var bytes = _dropped;
        _dropped = 0;
        return bytes;
    }

    private void NoteProgress()
    {
        if (_heapCount == 0)
            _drops.Pass(CompleteUntil);
        // What is older than the next record was taken, also where other sources keep that one waiting.
        _drops.Settle(Math.Min(CompleteUntil, NextStamp), _rings);
    }

    /// <summary>Gives the space of all records collected so far back to the producers.</summary>
    public void GiveBack()
    {
        foreach (var ring in _rings)
            ring.GiveBack();
    }

    private bool Take(CaptureRing ring, PacketBatch batch)
    {
        var record = ring.Record;
        var length = ring.RecordLength;
        var kept = length;
        var point = _slots.PointOf(*(int*)(record + RecordLayout.InterfaceId));
        if (Choice is not null)
        {
            if (!Choice.Wants(ring, point))
            {
                _dropped += length;
                _drops.PassOver(ring.Losses, record, length);
                ring.Advance(length);
                return true;
            }

            if (!batch.HasRoom)
                return false;
            kept = Choice.Cut(record);
        }

        if (_drops.Concerns(record, kept, ring.RecordStamp, point))
            return TakeTelling(ring, batch, length, kept, point);
        if (!batch.TryAppend(record, kept, point))
            return false;
        Complete(ring, record, point);
        ring.Advance(length);
        return true;
    }

    /// <summary>Of records that are rare apart, so that those that are not go by registers alone.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TakeTelling(CaptureRing ring, PacketBatch batch, uint length, uint kept, int point)
    {
        if (!batch.HasRoom)
            return false;
        var record = _drops.Tell(ring.Losses, ring.Record, ref kept, out var told);
        batch.TryAppend(record, kept, point, told);
        Complete(ring, record, point);
        ring.Advance(length);
        return true;
    }

    /// <summary>Puts in what the kernel side left open.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Complete(CaptureRing ring, byte* record, int point)
    {
        // The kernel's fast clock may step back by nanoseconds while it is being adjusted; the file may not.
        _lastStamp = Math.Max(_lastStamp, ring.RecordStamp);
        var wall = _clock.ConvertNext(_lastStamp);
        *(uint*)(record + RecordLayout.Stamp) = (uint)(wall >> 32);
        *(uint*)(record + RecordLayout.Stamp + 4) = (uint)wall;

        *(int*)(record + RecordLayout.InterfaceId) = point;
        var id = RecordLayout.IdOf(record);
        *id = ring.IdOf(*id & ~RingLayout.MovedBit, ref _lastId);
    }

    private ulong SecondStamp() => _heapCount switch
    {
        1 => ulong.MaxValue,
        2 => _stamps[1],
        _ => Math.Min(_stamps[1], _stamps[2]),
    };

    private void RemoveRoot()
    {
        _heapCount--;
        _heap[0] = _heap[_heapCount];
        _stamps[0] = _stamps[_heapCount];
    }

    private void SiftDown(int at)
    {
        while (true)
        {
            var least = at;
            for (var child = 2 * at + 1; child <= 2 * at + 2 && child < _heapCount; child++)
            {
                if (_stamps[child] < _stamps[least])
                    least = child;
            }

            if (least == at)
                return;
            (_heap[at], _heap[least]) = (_heap[least], _heap[at]);
            (_stamps[at], _stamps[least]) = (_stamps[least], _stamps[at]);
            at = least;
        }
    }
}
