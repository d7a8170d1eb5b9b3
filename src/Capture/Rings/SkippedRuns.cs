using Linux.Time;

namespace Capture.Rings;

/// <summary>
/// Runs that the kernel skipped before any program of ours could count them. The kernel tells how many when it is asked, and not when
/// they were: no later than the answer.
/// </summary>
/// <param name="slots">Slots there are.</param>
internal sealed class SkippedRuns(int slots) : ILossCounters
{
    private readonly ulong[] _runs = new ulong[slots];

    public ulong Changes { get; private set; }

    public ulong LatestStamp { get; private set; }

    public ulong LostAt(int slot) => _runs[slot];

    public void Clear(int slot) => _runs[slot] = 0;

    /// <summary>Adds runs that the kernel has told of just now.</summary>
    public void Add(int slot, ulong runs)
    {
        if (runs == 0)
            return;
        _runs[slot] += runs;
        Changes++;
        LatestStamp = (ulong)Clock.MonotonicNanoseconds();
    }
}
