using Capture.Reasons;
using Capture.Selection;

namespace Capture.Hooks;

/// <summary>libpcap, in the place of hooks: for what takes no XDP program to answer.</summary>
internal static class TapKind
{
    /// <summary>Why it will not do on an interface without an XDP program; null where nothing that is known is in the way.</summary>
    /// <param name="on">Name of the interface.</param>
    /// <param name="options">What is wanted.</param>
    public static CaptureReason? Obstacle(string on, CaptureOptions options) => options switch
    {
        { ProgramNames: not null } => new NoProgramToName(on),
        { AtExit: true } => new LegacyKnowsEntryOnly(on),
        { Selection.XdpQuestion: { } question } => new LegacyCannotSelect(on, question),
        _ => null,
    };
}
