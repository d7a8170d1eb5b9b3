namespace Capture.Rings;

/// <summary>Where losses are counted: numbers that only grow, by capture point.</summary>
internal interface ILossCounters
{
    /// <summary>Changes when something was lost, once that is counted at its point.</summary>
    ulong Changes { get; }

    /// <summary>Records lost at a capture point.</summary>
    ulong LostAt(int point);

    /// <summary>
    /// A monotonic stamp in nanoseconds that no loss is later than which was counted before this was called.
    /// </summary>
    ulong LatestStamp { get; }
}
