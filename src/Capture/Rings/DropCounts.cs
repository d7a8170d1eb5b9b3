using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Capture.Records;

namespace Capture.Rings;

/// <summary>
/// Says in each record how many were lost at its capture point, on any CPU, since the record before it in the file: never one that was
/// lost later, and what was lost on another CPU by the reader's next look at the latest.
/// </summary>
/// <remarks>
/// Where its own CPU has lost some since its last record at the point, the kernel side leaves room in the record and a mark: how many
/// in all by then. What other CPUs have lost is known from samples (<see cref="LossLedger"/>). A record that has something to tell
/// and no room for it is copied, hardly more than one for a point and a look. Where nothing is lost a record costs three comparisons.
/// </remarks>
/// <param name="slots">Whose losses are counted where.</param>
/// <param name="others">Where losses are counted besides the rings.</param>
/// <param name="copyBytes">Room for copies in one batch.</param>
internal sealed unsafe class DropCounts(
    LossSlots slots, IEnumerable<ILossCounters>? others = null, int copyBytes = DropCounts.CopyBytes)
{
    /// <summary>Some of the longest records.</summary>
    private const int CopyBytes = 1 << 20;

    private ulong[] _owed = new ulong[slots.Points];
    private readonly LossLedger[] _others = [.. (others ?? []).Select(one => new LossLedger(one))];
    private readonly List<LossLedger> _unripe = [];
    private ulong _leastUnripe = ulong.MaxValue;
    private byte[] _copies = [];
    private int _copied;

    /// <summary>A new batch begins; the copies in the last one are no longer needed.</summary>
    public void Begin()
    {
        _copied = 0;
        if (_owed.Length < slots.Points)
            Array.Resize(ref _owed, slots.Points);

        foreach (var other in _others)
            Look(other);
    }

    /// <summary>Looks whether there are new losses.</summary>
    public void Look(LossLedger losses)
    {
        if (!losses.Sample(slots.End))
            return;
        _unripe.Add(losses);
        _leastUnripe = Math.Min(_leastUnripe, losses.UnripeStamp);
    }

    /// <summary>Every record that comes from now on is later than this monotonic time.</summary>
    public void Pass(ulong time) => Ripen(Math.Max(time, time + 1));

    /// <summary>Every record up to this monotonic time was taken: lets others have the slots that were given up before.</summary>
    public void Settle(ulong time, CaptureRing[] rings)
    {
        while (slots.TakeSettled(time) is { } range)
        {
            for (var slot = range.First; slot < range.First + range.Count; slot++)
            {
                foreach (var ring in rings)
                    ring.Losses.Close(slot, slots, _owed);
                foreach (var other in _others)
                    other.Close(slot, slots, _owed);
            }

            slots.Free(range);
        }
    }

    /// <summary>Whether a record of a point may have something to tell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Concerns(byte* record, uint length, ulong stamp, int point) =>
        stamp > _leastUnripe || _owed[point] != 0 || RecordLayout.HasDropCount(record, length);

    /// <summary>Takes note of a record that does not go into the file: what it had to tell is told by a later one.</summary>
    public void PassOver(LossLedger losses, byte* record, uint length)
    {
        if (RecordLayout.HasDropCount(record, length))
            losses.Reach(SlotOf(record), *RecordLayout.DropCountOf(record, length), slots, _owed);
    }

    /// <summary>Has the record, which comes next in the file, tell what was lost.</summary>
    /// <param name="losses">Those of the ring it is from.</param>
    /// <param name="record">The record, as the kernel side left it.</param>
    /// <param name="length">Its length; raised where it is copied.</param>
    /// <param name="told">How many that is.</param>
    /// <returns>Where the record is now; the same until the batch is handed on.</returns>
    public byte* Tell(LossLedger losses, byte* record, ref uint length, out ulong told)
    {
        told = 0;
        PassOver(losses, record, length);
        Ripen(*(ulong*)(record + RecordLayout.Stamp));
        var point = slots.PointOf(SlotOf(record));
        var owed = _owed[point];
        if (!RecordLayout.HasDropCount(record, length))
        {
            // Where there is no room left for copies a later record tells.
            if (owed == 0 || !TryCopy(ref record, ref length))
                return record;
        }

        *RecordLayout.DropCountOf(record, length) = owed;
        _owed[point] = 0;
        told = owed;
        return record;
    }

    private void Ripen(ulong stamp)
    {
        if (stamp <= _leastUnripe)
            return;
        _leastUnripe = ulong.MaxValue;
        for (var at = _unripe.Count - 1; at >= 0; at--)
        {
            var losses = _unripe[at];
            losses.Ripen(stamp, slots, _owed);
            if (losses.UnripeStamp == ulong.MaxValue)
                _unripe.RemoveAt(at);
            else
                _leastUnripe = Math.Min(_leastUnripe, losses.UnripeStamp);
        }
    }

    /// <summary>Copies a record, with room for what it is to tell.</summary>
    private bool TryCopy(ref byte* record, ref uint length)
    {
        if (_copies.Length == 0)
            _copies = GC.AllocateUninitializedArray<byte>(copyBytes, pinned: true);
        var copied = length + RecordLayout.DropCountSize;
        if (copied > _copies.Length - _copied)
            return false;
        var copy = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_copies)) + _copied;
        _copied += (int)copied;
        Buffer.MemoryCopy(record, copy, length, length);
        RecordLayout.AddDropCount(copy, length);
        record = copy;
        length = copied;
        return true;
    }

    private static int SlotOf(byte* record) => *(int*)(record + RecordLayout.InterfaceId);
}
