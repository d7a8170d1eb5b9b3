namespace Bench.Results;

/// <summary>Where the middle of some values lies, and how far they scatter: half of them are between the two outer quartiles.</summary>
internal readonly record struct Quartiles(double Lower, double Median, double Upper, int Count)
{
    /// <summary>Null of no values.</summary>
    /// <remarks>Outer quartiles are values that were measured, not means of two: an infinite one must not spread.</remarks>
    public static Quartiles? Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
            return null;
        var last = sorted.Length - 1;
        return new(sorted[last / 4], (sorted[last / 2] + sorted[(last + 1) / 2]) / 2, sorted[last - (last / 4)], sorted.Length);
    }

    /// <summary>Whether not even the sign is certain.</summary>
    public bool CrossZero => Lower <= 0 && Upper >= 0;

    public bool Hold(double value) => Lower <= value && value <= Upper;
}
