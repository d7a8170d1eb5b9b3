using Ebpf.Sys;

namespace Capture.Legacy;

/// <summary>What a merger has for its reader.</summary>
internal enum MergeStep : byte
{
    /// <summary>A packet.</summary>
    Packet,

    /// <summary>Nothing yet: wait for the descriptors, or for the time.</summary>
    Wait,

    /// <summary>No packet of before the end is left, or no source.</summary>
    End,
}

/// <summary>
/// Brings the packets of several sources into the order of their stamps. The kernel shows packets some time after it stamped them, so
/// one is handed out only when every other source has a later one, or was found empty long enough after it.
/// </summary>
/// <remarks>
/// Both clocks are the wall clock, which somebody may set back: what then seems to lie in the future is not waited for.
/// </remarks>
/// <param name="sources">The sources; one alone is never waited for.</param>
/// <param name="clock">Nanoseconds since 1970-01-01 UTC.</param>
internal sealed class SourceMerger(IReadOnlyList<IPacketSource> sources, Func<long> clock)
{
    /// <summary>A packet can be seen this long after its stamp, nanoseconds: the kernel's timer may come one period late.</summary>
    public const long Delay = 5 * PcapSource.DelayMilliseconds * 1_000_000L;

    private readonly SourcePacket?[] _heads = new SourcePacket?[sources.Count];
    private readonly long[] _emptyAt = [.. sources.Select(_ => long.MinValue / 2)];
    private readonly bool[] _hasEnded = new bool[sources.Count];
    private int _last;

    /// <summary>Sources that give no more packets, and why; for the reader to take out.</summary>
    public Queue<(int Source, CaptureException Reason)> Ended { get; } = [];

    /// <summary>How long to wait at most after <see cref="MergeStep.Wait"/>, nanoseconds; 0 for as long as one likes.</summary>
    public long Patience { get; private set; }

    /// <summary>The next packet, if it is known to be the next.</summary>
    /// <param name="end">Packets stamped later are not wanted, nanoseconds; <see cref="long.MaxValue"/> while capture goes on.</param>
    /// <param name="source">Whose packet it is.</param>
    /// <param name="packet">The packet; it is there until the next call.</param>
    public MergeStep Next(long end, out int source, out SourcePacket packet)
    {
        packet = default;
        Patience = 0;
        // First where the last one came from: mostly there are more, and the others need not be asked.
        if (IsWaitedFor(_last))
            Look(_last);
        do
            source = Oldest(end);
        while (LookAround(source < 0 ? end : Stamp(source), source < 0));

        // A source that is empty is known up to some time before it was looked at.
        var stamp = source < 0 ? end : Stamp(source);
        for (var i = 0; i < _heads.Length; i++)
        {
            if (IsWaitedFor(i) && stamp <= _emptyAt[i] && stamp > _emptyAt[i] - Delay)
                Patience = Math.Max(Patience, stamp - (_emptyAt[i] - Delay));
        }

        if (Patience > 0)
            return MergeStep.Wait;
        if (source < 0)
            return end == long.MaxValue && _hasEnded.Contains(false) ? MergeStep.Wait : MergeStep.End;
        packet = _heads[source]!.Value;
        _heads[source] = null;
        _last = source;
        return MergeStep.Packet;
    }

    /// <summary>Collects what to wait for: the sources that have nothing.</summary>
    /// <returns>How many there are.</returns>
    public int CollectEmpty(Span<PollEntry> entries)
    {
        var count = 0;
        for (var i = 0; i < _heads.Length; i++)
        {
            if (IsWaitedFor(i))
                entries[count++] = new PollEntry(sources[i].Descriptor, PollEvents.In);
        }

        return count;
    }

    private int Oldest(long end)
    {
        var oldest = -1;
        for (var i = 0; i < _heads.Length; i++)
        {
            if (_heads[i] is not null && Stamp(i) <= end && (oldest < 0 || Stamp(i) < Stamp(oldest)))
                oldest = i;
        }

        return oldest;
    }

    /// <summary>Looks at the sources that may have something older, or at all that have nothing.</summary>
    /// <returns>Whether one has something now.</returns>
    private bool LookAround(long stamp, bool all)
    {
        var found = false;
        for (var i = 0; i < _heads.Length; i++)
        {
            if (IsWaitedFor(i) && (all || stamp > _emptyAt[i] - Delay))
                found |= Look(i);
        }

        return found;
    }

    private bool Look(int source)
    {
        var now = clock();
        if (Read(source))
            return true;
        _emptyAt[source] = now;
        return false;
    }

    private bool Read(int source)
    {
        try
        {
            if (!sources[source].TryRead(out var packet))
                return false;
            _heads[source] = packet;
            return true;
        }
        catch (CaptureException ended)
        {
            _hasEnded[source] = true;
            Ended.Enqueue((source, ended));
            return false;
        }
    }

    private bool IsWaitedFor(int source) => _heads[source] is null && !_hasEnded[source];

    private long Stamp(int source) => (long)_heads[source]!.Value.Timestamp;
}
