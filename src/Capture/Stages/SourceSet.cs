using Capture.Model;
using Capture.Sources;
using Linux.Files;

namespace Capture.Stages;

/// <summary>The sources of a capture, which come and go with its interfaces, and their packets in the order of their stamps.</summary>
internal sealed class SourceSet : IDisposable
{
    private readonly List<IPacketSource> _sources = [];
    private PollEntry[] _entries = [];

    /// <summary>Whether some source has packets that may not be handed on yet: they will be soon.</summary>
    public bool HasPending => _sources.Exists(source => source.HasPending);

    /// <summary>Whether no source gives any more packets.</summary>
    public bool HaveEnded => _sources.TrueForAll(source => source.HasEnded);

    /// <summary>Whether some source gives no more packets: it is to be taken out.</summary>
    public bool SomeHaveEnded => _sources.Exists(source => source.HasEnded);

    /// <summary>Takes a source in, which becomes this one's to dispose.</summary>
    public void Add(IPacketSource source) => _sources.Add(source);

    /// <summary>Takes out and disposes a source that has ended.</summary>
    public void Remove(IPacketSource source)
    {
        _sources.Remove(source);
        source.Dispose();
    }

    /// <summary>Fills a batch with what is due.</summary>
    /// <param name="batch">Emptied first.</param>
    /// <param name="now">CLOCK_MONOTONIC in nanoseconds, sampled just before.</param>
    /// <param name="limit">The most packets.</param>
    public void Fill(PacketBatch batch, ulong now, long limit)
    {
        batch.Clear();
        foreach (var source in _sources)
            source.Refresh(now);
        while (batch.Records < limit && Oldest(out var until) is { } oldest && oldest.NextStamp <= until)
        {
            if (!oldest.Fill(batch, until, limit))
                return;
        }
    }

    /// <summary>What was filled in has been handed on.</summary>
    /// <returns>Bytes of packets that were taken and not filled in, since they were not wanted.</returns>
    public long GiveBack()
    {
        var bytes = 0L;
        foreach (var source in _sources)
            bytes += source.GiveBack();
        return bytes;
    }

    /// <summary>Nothing that is stamped later is wanted, of any source.</summary>
    public void End(ulong at) => _sources.ForEach(source => source.End(at));

    /// <summary>Waits until a source, or one of the others, has something, or for as long as all sources may be left alone.</summary>
    /// <param name="others">What else to wait for; what is there is filled in.</param>
    /// <param name="longest">The most milliseconds.</param>
    public void Sleep(Span<PollEntry> others, int longest)
    {
        var isQuiet = true;
        foreach (var source in _sources)
        {
            isQuiet &= source.TryArm();
            longest = Math.Min(longest, source.LongestSleep);
        }

        if (isQuiet)
            Wait(others, longest);
        foreach (var source in _sources)
            source.Disarm();
    }

    public void Dispose()
    {
        _sources.ForEach(source => source.Dispose());
        _sources.Clear();
    }

    private void Wait(Span<PollEntry> others, int longest)
    {
        if (_entries.Length < others.Length + _sources.Count)
            _entries = new PollEntry[others.Length + _sources.Count];
        others.CopyTo(_entries);
        var count = others.Length;
        foreach (var source in _sources)
        {
            if (!source.HasEnded) // or it would be readable for ever
                _entries[count++] = new PollEntry(source.Handle, PollEvents.In);
        }

        Poll.Wait(_entries.AsSpan(0, count), longest);
        _entries.AsSpan(0, others.Length).CopyTo(others);
    }

    /// <summary>The source with the oldest packet, and up to when no other one can come up with an older one.</summary>
    private IPacketSource? Oldest(out ulong until)
    {
        IPacketSource? oldest = null;
        var (first, second) = (ulong.MaxValue, ulong.MaxValue);
        // The two that have known the least for how long: one of them is another source than the oldest.
        var (least, leastOfOthers) = (ulong.MaxValue, ulong.MaxValue);
        IPacketSource? leastSource = null;
        foreach (var source in _sources)
        {
            var (stamp, complete) = (source.NextStamp, source.CompleteUntil);
            if (stamp < first)
                (oldest, first, second) = (source, stamp, first);
            else
                second = Math.Min(second, stamp);
            if (complete < least)
                (leastSource, least, leastOfOthers) = (source, complete, least);
            else
                leastOfOthers = Math.Min(leastOfOthers, complete);
        }

        until = Math.Min(second, leastSource == oldest ? leastOfOthers : least);
        return oldest;
    }
}
