using Capture.Reasons;

namespace Xdpdump.Sentences;

/// <summary>What something was needed for, as it stands behind "to".</summary>
internal static class PurposeSentences
{
    public static string Of(CapturePurpose purpose) => purpose switch
    {
        TraceProgram one => $"trace XDP program {one.Target}",
        LookUpProgram one => $"look up XDP program {one.Id} on {one.Interface} by its id",
        MakePromiscuous one => $"make {one.Interface} promiscuous",
        CaptureThroughLibPcap one => $"capture on {one.Interface} through libpcap",
        CaptureOnAll { Interfaces: [var only] } => $"capture on {only}",
        CaptureOnAll => "capture on these interfaces",
        CreateRings => "create the rings",
        CreateMemberTable => "create the table of interfaces",
        LoadOwnProgram => "load our XDP program",
        _ => throw Sentence.Unknown(purpose),
    };
}
