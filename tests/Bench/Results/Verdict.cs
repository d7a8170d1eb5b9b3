namespace Bench.Results;

/// <summary>What can be said of a bound.</summary>
internal enum Verdict
{
    /// <summary>There is no bound, or nothing was measured.</summary>
    None,

    /// <summary>It holds for both outer quartiles.</summary>
    Met,

    /// <summary>It holds for neither.</summary>
    Missed,

    /// <summary>It lies between them.</summary>
    Undecided,

    /// <summary>What is compared does not stand out of the noise.</summary>
    NotMeasurable,
}
