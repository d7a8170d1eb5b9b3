using Capture.Records;
using Ebpf.Objects;

namespace Capture.Rings;

/// <summary>One CPU's ring as the reader sees it. Not thread-safe: there is one reader.</summary>
/// <remarks>
/// Pairs with the emitted programs: they publish by an atomic addition to <see cref="RingLayout.Head"/> after the record is
/// written, so an acquiring read of the head sees whole records; the reader's release of the tail comes after its last
/// read of a record.
/// </remarks>
internal sealed unsafe class CaptureRing
{
    private readonly byte* _start;
    private readonly byte* _data;
    private readonly ulong _mask;
    private readonly ulong[] _sequenceOfSlot = new ulong[1 << RingLayout.SlotBits];
    private readonly ulong[] _idOfSlot = new ulong[1 << RingLayout.SlotBits];
    private ulong _position;
    private ulong _published;
    private ulong _given;
    private (ulong Sequence, ulong Since) _pending;
    private ulong _missed;

    /// <param name="start">First byte of the ring in memory that stays mapped as long as this object is used.</param>
    /// <param name="layout">Its layout.</param>
    public CaptureRing(byte* start, RingLayout layout)
    {
        _start = start;
        _data = start + layout.Data;
        _mask = layout.DataSize - 1;
        _position = Volatile.Read(ref At(RingLayout.Tail));
        _published = _given = _position;
        Losses = new LossLedger(new LossCounters(start));
    }

    /// <summary>
    /// How long in nanoseconds a packet's records may wait for its exit before it is looked into: far longer than XDP programs run, and no
    /// more than a pause where an exit was missed.
    /// </summary>
    private const ulong Patience = 200_000_000;

    /// <summary>Every record stamped up to this monotonic time is in the ring or was read: none older is still to come.</summary>
    public ulong CompleteUntil { get; private set; }

    /// <summary>Whether a record is published that was not taken yet, as of the last <see cref="Refresh"/>.</summary>
    public bool HasRecord => _position != _published;

    /// <summary>Address of the next record.</summary>
    public byte* Record => _data + (_position & _mask);

    /// <summary>Total length of the next record in bytes.</summary>
    public uint RecordLength => *(uint*)(Record + 4);

    /// <summary>Monotonic stamp of the next record, as long as <see cref="RingMerger"/> has not replaced it.</summary>
    public ulong RecordStamp => *(ulong*)(Record + RecordLayout.Stamp);

    /// <summary>Packets the kernel refused to hand over on this CPU.</summary>
    public ulong Unreadable => Volatile.Read(ref At(RingLayout.Unreadable));

    /// <summary>Records lost on this CPU, and how far they lie before what comes next in the file.</summary>
    public LossLedger Losses { get; }

    /// <summary>Runs whose first argument was not the packet's context.</summary>
    public ulong Unproven => Volatile.Read(ref At(RingLayout.Unproven));

    /// <summary>Packets on this CPU that the filter could not be asked of.</summary>
    public ulong Undecided => Volatile.Read(ref At(RingLayout.Undecided));

    /// <summary>Records lost at a slot on this CPU.</summary>
    public ulong LostAt(int slot) => Losses.Counters.LostAt(slot);

    /// <summary>Whether something was published that the reader has not taken, looked up now.</summary>
    public bool HasNews => Volatile.Read(ref At(RingLayout.Head)) != _position;

    /// <summary>What was decided for the packet with this number, where packets are asked for changes.</summary>
    public (ulong Number, bool IsWanted) Judged { get; set; }

    /// <summary>Address of the published record so many bytes behind the next one; null when there is none.</summary>
    public byte* Ahead(ulong bytes) => _position + bytes == _published ? null : _data + (_position + bytes & _mask);

    /// <summary>Looks what is new.</summary>
    /// <param name="now">A monotonic time sampled before this call: the ring is complete up to then, unless it is being written.</param>
    public void Refresh(ulong now)
    {
        // A program holds the ring for well under a microsecond; waiting a moment beats leaving every other CPU's
        // records for the next round.
        var spin = 0;
        bool busy;
        do
        {
            var pending = Volatile.Read(ref At(RingLayout.Pending));
            busy = Volatile.Read(ref At(RingLayout.Busy)) != 0 || (pending != 0 && pending != _missed);
        }
        while (busy && ++spin < 1000);

        if (busy)
            LookForMissedExit(now);
        _published = Volatile.Read(ref At(RingLayout.Head));
        if (!busy)
            CompleteUntil = now;
    }

    /// <summary>The capture-wide id of the packet that the kernel gave <paramref name="number"/> on this CPU.</summary>
    /// <param name="number">Sequence shifted left by <see cref="RingLayout.SlotBits"/>, stack slot below.</param>
    /// <param name="lastId">The last id given; raised when the packet is new.</param>
    public ulong IdOf(ulong number, ref ulong lastId)
    {
        // A slot holds one open packet at a time, so its newest sequence is the only one that can still occur.
        var slot = (int)(number & ((1 << RingLayout.SlotBits) - 1));
        var sequence = number >> RingLayout.SlotBits;
        if (_sequenceOfSlot[slot] != sequence)
        {
            _sequenceOfSlot[slot] = sequence;
            _idOfSlot[slot] = ++lastId;
        }

        return _idOfSlot[slot];
    }

    /// <summary>Goes on to the next record. The space stays taken until <see cref="GiveBack"/>.</summary>
    public void Advance(uint length) => _position += length;

    /// <summary>Lets the producer have the space of all records taken so far.</summary>
    public void GiveBack()
    {
        if (_given == _position)
            return;
        _given = _position;
        Volatile.Write(ref At(RingLayout.Tail), _position);
    }

    /// <summary>
    /// A packet whose records have waited for long was left by a run whose exit the kernel skipped, if they still wait after every run
    /// that was under way has ended. Nothing older than what comes next will be published then.
    /// </summary>
    private void LookForMissedExit(ulong now)
    {
        var pending = Volatile.Read(ref At(RingLayout.Pending));
        if (pending == 0 || pending == _missed)
            return;
        if (_pending.Sequence != pending)
        {
            _pending = (pending, now);
        }
        else if (now - _pending.Since > Patience)
        {
            GracePeriod.Wait();
            if (Volatile.Read(ref At(RingLayout.Pending)) == pending)
                _missed = pending;
        }
    }

    private ref ulong At(short offset) => ref *(ulong*)(_start + offset);
}
