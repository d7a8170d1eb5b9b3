using Capture.Reasons;
using ClassicBpf;
using ClassicBpf.Translation;

namespace Capture.Filters;

/// <summary>Filters that cannot be asked at an XDP hook, refused with a reason.</summary>
public static class FilterValidation
{
    /// <summary>Leaves silently when <paramref name="program"/> can be translated.</summary>
    /// <exception cref="CaptureException">It cannot; the reason says because of what.</exception>
    public static void Refuse(ClassicProgram program)
    {
        if (Translatability.Find(program) is { } obstacle)
            throw new CaptureException(ReasonOf(obstacle));
    }

    /// <summary>A filter as it stands in a capture program: eBPF in the verifier's notation, each line ended by \n.</summary>
    /// <exception cref="CaptureException">It cannot be translated.</exception>
    public static string Listing(ClassicProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        try
        {
            return program.ToEbpfListing();
        }
        catch (TranslationException refusal)
        {
            throw new CaptureException(ReasonOf(refusal.Obstacle));
        }
    }

    internal static CaptureReason ReasonOf(TranslationObstacle obstacle) => obstacle switch
    {
        LoopInFilter => new FilterHasLoop(),
        MetadataInFilter metadata => new FilterAsksForMetadata(metadata.What),
        FilterLength length => new FilterTooLong(length.Classic, length.Translated, length.Most),
        _ => throw new ArgumentOutOfRangeException(nameof(obstacle), obstacle, "An obstacle that nobody has a reason for."),
    };
}
