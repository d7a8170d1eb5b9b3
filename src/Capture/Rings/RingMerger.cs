namespace Capture.Rings;

/// <summary>
/// Merges the CPUs' rings into one stream in strict time order and writes the numbers the kernel side left open: the wall-clock
/// stamp, the dense packet id, and the capture point in place of the slot. Touches headers and options only, never the packets, unless they are asked for changes.
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
    private ulong[] _captured = [];
    private int _heapCount;
    private ulong _lastId;
    private ulong _lastStamp;

    public RingMerger(CaptureRing[] rings, LossSlots slots, WallClock clock, DropCounts? drops = null)
    {
        (_rings, _slots, _clock, _drops) = (rings, slots, clock, drops ?? new DropCounts(slots));
        _heap = new CaptureRing[rings.Length];
        _stamps = new ulong[rings.Length];
    }

    /// <summary>Records taken so far at each capture point.</summary>
    public ReadOnlySpan<ulong> Captured => _captured;

    /// <summary>Losses that the records taken so far tell of, at each capture point.</summary>
    public ReadOnlySpan<ulong> Told => _drops.Told;

    /// <summary>The most bytes wanted of a packet; 0 asks for none.</summary>
    public uint SnapLength { get; init; }

    /// <summary>Records taken so far that have fewer bytes than their packet and than were wanted.</summary>
    public ulong Cut { get; private set; }

    /// <summary>Asks packets for changes; null where all are wanted.</summary>
    public ModifiedPackets? Modified { get; init; }

    /// <summary>Bytes of records that were dropped when the batch was last filled.</summary>
    public long Dropped { get; private set; }

    /// <summary>Whether a ring holds a record that was not taken: it will be released soon.</summary>
    public bool HasPending { get; private set; }

    /// <summary>Fills the batch with what is due.</summary>
    /// <param name="batch">Emptied first.</param>
    /// <param name="now">A monotonic time in nanoseconds, sampled just before.</param>
    /// <param name="limit">The most records to take.</param>
    /// <param name="everything">No program writes any more: release all there is.</param>
    public void Collect(RecordBatch batch, ulong now, long limit, bool everything = false)
    {
        batch.Clear();
        _drops.Begin();
        if (_captured.Length < _slots.Points)
            Array.Resize(ref _captured, _slots.Points);
        Dropped = 0;
        var horizon = Refresh(now, everything);
        while (_heapCount > 0 && batch.Records < limit)
        {
            var ring = _heap[0];
            // As long as no other ring's next record is older, this one's go on: its span grows without a look at the heap.
            var bound = Math.Min(horizon, SecondStamp());
            do
            {
                if (!Take(ring, batch))
                    return;
            }
            while (ring.HasRecord && ring.RecordStamp <= bound && batch.Records < limit);

            if (ring.HasRecord && ring.RecordStamp <= horizon)
                _stamps[0] = ring.RecordStamp;
            else
                RemoveRoot();
            SiftDown(0);
        }

        if (_heapCount == 0)
        {
            _drops.Pass(horizon);
            _drops.Settle(horizon, _rings);
        }

        HasPending = false;
        foreach (var ring in _rings)
            HasPending |= ring.HasRecord;
    }

    /// <summary>Gives the space of all records collected so far back to the producers.</summary>
    public void GiveBack()
    {
        foreach (var ring in _rings)
            ring.GiveBack();
    }

    /// <summary>Takes back the records of the batch, from record <paramref name="first"/> on: they were not captured.</summary>
    public void TakeBack(RecordBatch batch, int first)
    {
        var index = 0;
        foreach (var span in batch.Spans)
        {
            uint length;
            var end = (byte*)span.Base + span.Length;
            for (var record = (byte*)span.Base; record < end; record += length)
            {
                length = *(uint*)(record + RecordFields.Length);
                if (index++ < first)
                    continue;
                _captured[(int)*(uint*)(record + RecordFields.InterfaceId)]--;
                if (IsCut(record))
                    Cut--;
                _drops.TakeBack(record, length);
            }
        }
    }

    private ulong Refresh(ulong now, bool everything)
    {
        var horizon = ulong.MaxValue;
        foreach (var ring in _rings)
        {
            ring.Refresh(now - StoreVisibility);
            _drops.Look(ring.Losses);
            horizon = Math.Min(horizon, ring.CompleteUntil);
        }

        if (everything)
            horizon = ulong.MaxValue;

        _heapCount = 0;
        foreach (var ring in _rings)
        {
            if (!ring.HasRecord || ring.RecordStamp > horizon)
                continue;
            _heap[_heapCount] = ring;
            _stamps[_heapCount++] = ring.RecordStamp;
        }

        for (var i = _heapCount / 2 - 1; i >= 0; i--)
            SiftDown(i);
        HasPending = true;
        return horizon;
    }

    private bool Take(CaptureRing ring, RecordBatch batch)
    {
        var record = ring.Record;
        var length = ring.RecordLength;
        var kept = length;
        var point = _slots.PointOf(*(int*)(record + RecordFields.InterfaceId));
        if (Modified is not null)
        {
            if (!Modified.Wants(ring, point))
            {
                Dropped += length;
                _drops.PassOver(ring.Losses, record, length);
                ring.Advance(length);
                return true;
            }

            if (!batch.HasRoom)
                return false;
            kept = Modified.Cut(record);
        }

        if (_drops.Concerns(record, kept, ring.RecordStamp, point))
        {
            if (!batch.HasRoom)
                return false;
            record = _drops.Tell(ring.Losses, record, ref kept);
        }

        if (!batch.TryAppend(record, kept))
            return false;

        // The kernel's fast clock may step back by nanoseconds while it is being adjusted; the file may not.
        _lastStamp = Math.Max(_lastStamp, ring.RecordStamp);
        var wall = _clock.ConvertNext(_lastStamp);
        *(uint*)(record + RecordFields.Stamp) = (uint)(wall >> 32);
        *(uint*)(record + RecordFields.Stamp + 4) = (uint)wall;

        *(int*)(record + RecordFields.InterfaceId) = point;
        var id = RecordFields.IdOf(record);
        *id = ring.IdOf(*id & ~RingLayout.MovedBit, ref _lastId);

        if (IsCut(record))
            Cut++;
        _captured[point]++;
        ring.Advance(length);
        return true;
    }

    private bool IsCut(byte* record) =>
        *(uint*)(record + RecordFields.CapturedLength) is var captured && captured < SnapLength
        && captured < *(uint*)(record + RecordFields.OriginalLength);

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
