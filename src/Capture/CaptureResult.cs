using Capture.Model;
using Capture.Output;
using Capture.Reasons;

namespace Capture;

/// <summary>How a capture ended.</summary>
/// <param name="Points">Per capture point: captured and lost.</param>
/// <param name="Unreadable">Of the lost records, those whose packet the kernel would not hand over.</param>
/// <param name="Failure">Why there was nothing to capture any more: the last interface is gone. Null where it ended otherwise.</param>
public sealed record CaptureResult(IReadOnlyList<PointStatistics> Points, ulong Unreadable, CaptureException? Failure)
{
    /// <summary>Why the output took no more; null where it took everything.</summary>
    public OutputEnd? OutputEnd { get; init; }

    /// <summary>
    /// How often the first argument of a function was not the packet's context, where it had to be proven: the record was lost, if wanted.
    /// </summary>
    public ulong Unproven { get; init; }

    /// <summary>Of the captured records, those with fewer bytes of their packet than were wanted.</summary>
    public ulong Cut { get; init; }

    /// <summary>Packets that the filter could not be asked of, since it looks at bytes that could not be read; their records are lost.</summary>
    public ulong Undecided { get; init; }

    /// <summary>Interfaces of which the kernel did not tell what runs it had skipped, with its words: their lost records may be more.</summary>
    public IReadOnlyList<(string Interface, string Said)> SkippedUnknown { get; init; } = [];

    /// <summary>
    /// Runs the kernel skipped at hooks that several interfaces share, hook by hook. It does not tell on which of them, so that the records
    /// lost by that are counted at no capture point, and among all that are lost.
    /// </summary>
    public IReadOnlyList<(string Hook, ulong Runs)> SkippedAtShared { get; init; } = [];

    /// <summary>Why not all bytes of packets can be read; null where that is not known.</summary>
    public LengthReason? CutReason { get; init; }

    /// <summary>Records captured at all points.</summary>
    public ulong Captured => PointStatistics.Sum(Points).Captured;

    /// <summary>Records lost at all points, and between them.</summary>
    public ulong Lost => SkippedAtShared.Aggregate(PointStatistics.Sum(Points).Lost, (sum, one) => sum + one.Runs);
}

/// <summary>A capture program as the kernel accepted it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">Its id in the kernel.</param>
/// <param name="Listing">Its instructions, with labels and comments.</param>
/// <param name="VerifierLog">What the verifier said, if it was kept.</param>
public sealed record LoadedProgram(string Name, uint Id, string Listing, string? VerifierLog);
