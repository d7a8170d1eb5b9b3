using Ebpf.Sys;

namespace Capture.Rings;

/// <summary>
/// Runs that the kernel skipped before any program of ours could count them. The kernel tells how many when it is asked, and not when
/// they were: no later than the answer.
/// </summary>
/// <param name="points">Capture points there can be.</param>
internal sealed class SkippedRuns(int points) : ILossCounters
{
    private readonly ulong[] _runs = new ulong[points];

    public ulong Changes { get; private set; }

    public ulong LatestStamp { get; private set; }

    public ulong LostAt(int point) => _runs[point];

    /// <summary>Adds runs that the kernel has told of just now.</summary>
    public void Add(int point, ulong runs)
    {
        if (runs == 0)
            return;
        _runs[point] += runs;
        Changes++;
        LatestStamp = (ulong)Clock.MonotonicNanoseconds();
    }
}
