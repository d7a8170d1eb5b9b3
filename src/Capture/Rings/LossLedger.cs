namespace Capture.Rings;

/// <summary>
/// What is known of the losses that one source counts: how many of them lie before what comes next in the file. All counts are totals
/// since the capture began, so that one which is seen twice, or late, does no harm.
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

    /// <summary>Samples the counters of the first <paramref name="points"/> points if there were losses since the last time.</summary>
    /// <returns>Whether this is the one sample there is.</returns>
    public bool Sample(int points)
    {
        var changes = counters.Changes;
        if (changes == _changes)
            return false;
        _changes = changes;
        _sampled = Math.Max(_sampled, points);
        var isFirst = UnripeStamp == None;
        ref var sample = ref isFirst ? ref _older : ref _newer;
        Grow(ref sample);
        for (var point = 0; point < points; point++)
            sample[point] = counters.LostAt(point);
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
    /// <param name="owed">By point, what is to be told; added to.</param>
    public void Ripen(ulong stamp, Span<ulong> owed)
    {
        while (UnripeStamp < stamp)
        {
            for (var point = 0; point < _older.Length; point++)
                Reach(point, _older[point], owed);
            (_older, _newer) = (_newer, _older);
            (UnripeStamp, _newerStamp) = (_newerStamp, None);
        }
    }

    /// <summary>So many losses at a point lie before what comes next in the file.</summary>
    public void Reach(int point, ulong count, Span<ulong> owed)
    {
        if (point >= _reached.Length)
        {
            _sampled = Math.Max(_sampled, point + 1);
            Grow(ref _reached);
        }

        if (count <= _reached[point])
            return;
        owed[point] += count - _reached[point];
        _reached[point] = count;
    }

    private void Grow(ref ulong[] counts)
    {
        if (counts.Length < _sampled)
            Array.Resize(ref counts, _sampled);
    }
}
