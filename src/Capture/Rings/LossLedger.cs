namespace Capture.Rings;

/// <summary>
/// What is known of the losses that one source counts: how many of them lie before what comes next in the file. All counts are totals
/// of their slots, so that one which is seen twice, or late, does no harm.
/// </summary>
/// <remarks>
/// The counters are sampled together with the latest loss's stamp. All losses of a sample lie before a record with a later stamp; the
/// sample is ripe then, and also when no earlier record can come any more. Two samples are kept: the older one is left alone until it is
/// ripe, or it would never be while losses go on; the other is the newest.
/// </remarks>
internal sealed class LossLedger(ILossCounters counters)
{
    private const ulong None = ulong.MaxValue;

    private ulong[] _reached = [];
    private ulong[] _older = [];
    private ulong[] _newer = [];
    private int _sampled;
    private ulong _newerStamp = None;
    private ulong _changes;

    public ILossCounters Counters => counters;

    /// <summary>A record with a later stamp makes the older sample ripe; <see cref="ulong.MaxValue"/> when there is none.</summary>
    public ulong UnripeStamp { get; private set; } = None;

    /// <summary>Samples the counters of the first <paramref name="slots"/> slots if there were losses since the last time.</summary>
    /// <returns>Whether this is the one sample there is.</returns>
    public bool Sample(int slots)
    {
        var changes = counters.Changes;
        if (changes == _changes)
            return false;
        _changes = changes;
        _sampled = Math.Max(_sampled, slots);
        var isFirst = UnripeStamp == None;
        ref var sample = ref isFirst ? ref _older : ref _newer;
        Grow(ref sample);
        for (var slot = 0; slot < slots; slot++)
            sample[slot] = counters.LostAt(slot);
        // Last: what was counted meanwhile is in the sample or is not, and is not later than the stamp.
        var stamp = counters.LatestStamp;
        if (isFirst)
            UnripeStamp = stamp;
        else
            _newerStamp = stamp;
        return isFirst;
    }

    /// <summary>What comes next in the file bears this stamp: takes in the samples that are ripe now.</summary>
    /// <param name="stamp">A monotonic stamp in nanoseconds.</param>
    /// <param name="slots">Whose the slots are.</param>
    /// <param name="owed">By point, what is to be told; added to.</param>
    public void Ripen(ulong stamp, LossSlots slots, Span<ulong> owed)
    {
        while (UnripeStamp < stamp)
        {
            for (var slot = 0; slot < _older.Length; slot++)
                Reach(slot, _older[slot], slots, owed);
            (_older, _newer) = (_newer, _older);
            (UnripeStamp, _newerStamp) = (_newerStamp, None);
        }
    }

    /// <summary>So many losses at a slot lie before what comes next in the file.</summary>
    public void Reach(int slot, ulong count, LossSlots slots, Span<ulong> owed)
    {
        if (slot >= _reached.Length)
        {
            _sampled = Math.Max(_sampled, slot + 1);
            Grow(ref _reached);
        }

        if (count <= _reached[slot])
            return;
        if (slots.PointOf(slot) is >= 0 and var point)
            owed[point] += count - _reached[slot];
        _reached[slot] = count;
    }

    /// <summary>All losses at a slot lie before what comes next in the file, and it is going to be another's.</summary>
    public void Close(int slot, LossSlots slots, Span<ulong> owed)
    {
        Reach(slot, counters.LostAt(slot), slots, owed);
        foreach (var counts in (ulong[][])[_reached, _older, _newer])
        {
            if (slot < counts.Length)
                counts[slot] = 0;
        }
    }

    private void Grow(ref ulong[] counts)
    {
        if (counts.Length < _sampled)
            Array.Resize(ref counts, _sampled);
    }
}
