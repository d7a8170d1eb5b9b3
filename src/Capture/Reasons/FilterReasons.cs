using ClassicBpf.Translation;

namespace Capture.Reasons;

/// <summary>A filter cannot be had.</summary>
public abstract record FilterReason : CaptureReason
{
    /// <summary>An expression in one line, cut where it gets long.</summary>
    public static string Shorten(string expression)
    {
        const int Longest = 100;
        var line = string.Join(' ', expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= Longest ? line : $"{line[..Longest]}…";
    }
}

/// <summary>libpcap does not understand it.</summary>
/// <param name="Filter">The expression, shortened.</param>
/// <param name="Said">libpcap's words.</param>
public sealed record FilterNotUnderstood(string Filter, string Said) : FilterReason;

/// <summary>libpcap does not understand it for an interface's link type.</summary>
/// <param name="Filter">The expression, shortened.</param>
/// <param name="Interface">The interface.</param>
/// <param name="LinkType">LINKTYPE_ number of its packets.</param>
/// <param name="Said">libpcap's words.</param>
public sealed record FilterNotForLinkType(string Filter, string Interface, ushort LinkType, string Said) : FilterReason;

/// <summary>It is not known what the interface's packets begin with.</summary>
/// <param name="Interface">The interface.</param>
/// <param name="HardwareType">Its ARPHRD_ number.</param>
public sealed record FilterOnUnknownLinkType(string Interface, int HardwareType) : FilterReason;

/// <summary>It looks further into the packets that the interface has now than there is room for.</summary>
public sealed record FilterLooksFurther(string Interface) : FilterReason;

/// <summary>Its file cannot be read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Problem">Why.</param>
/// <param name="Said">The system's words, for other problems.</param>
public sealed record FilterFileUnreadable(string Path, FileProblem Problem, string Said) : FilterReason;

/// <summary>Why a file cannot be read.</summary>
public enum FileProblem
{
    /// <summary>Something else.</summary>
    Other,

    /// <summary>There is none.</summary>
    Missing,

    /// <summary>It is a folder.</summary>
    IsFolder,

    /// <summary>It is not for us to read.</summary>
    NotPermitted,

    /// <summary>It has zero bytes, or what is no UTF-8.</summary>
    NoText,

    /// <summary>It has more bytes than anybody would write, or no end.</summary>
    TooLong,
}

/// <summary>libpcap, which compiles it, is not installed.</summary>
public sealed record FilterNeedsLibPcap : FilterReason;

/// <summary>It compiles to a loop.</summary>
public sealed record FilterHasLoop : FilterReason;

/// <summary>It asks for what is not known of a packet at an XDP program.</summary>
public sealed record FilterAsksForMetadata(PacketMetadata What) : FilterReason;

/// <summary>It has met a limit of the verifier.</summary>
public sealed record FilterTooComplex(VerifierLimit Limit) : FilterReason;

/// <summary>It takes more instructions than jumps reach over.</summary>
/// <param name="Classic">Instructions of classic BPF.</param>
/// <param name="Translated">Instructions of eBPF.</param>
/// <param name="Most">How many of these there can be.</param>
public sealed record FilterTooLong(int Classic, int Translated, int Most) : FilterReason;

/// <summary>A limit of the kernel's verifier.</summary>
/// <param name="Kind">Of what.</param>
/// <param name="Most">How many of it.</param>
public sealed record VerifierLimit(VerifierLimitKind Kind, int Most);

/// <summary>What the verifier takes a limited number of.</summary>
public enum VerifierLimitKind
{
    /// <summary>Instructions that it looks at on all ways through a program.</summary>
    Instructions,

    /// <summary>Jumps that it keeps in mind at a time.</summary>
    Jumps,
}
