namespace Capture.Rings;

/// <summary>Where losses are counted: by slot, numbers that only grow while the slot is one's.</summary>
internal interface ILossCounters
{
    /// <summary>Changes when something was lost, once that is counted at its slot.</summary>
    ulong Changes { get; }

    /// <summary>Records lost at a slot.</summary>
    ulong LostAt(int slot);

    /// <summary>
    /// A monotonic stamp in nanoseconds that no loss is later than which was counted before this was called.
    /// </summary>
    ulong LatestStamp { get; }

    /// <summary>The slot is going to be another's: counts from 0 there.</summary>
    void Clear(int slot);
}
