namespace Capture.Reasons;

/// <summary>What something was needed for that the kernel refused.</summary>
public abstract record CapturePurpose
{
    private protected CapturePurpose()
    {
    }
}

/// <summary>To hook a program of ours to an XDP program.</summary>
/// <param name="Target">The function, as function@id.</param>
public sealed record TraceProgram(string Target) : CapturePurpose;

/// <summary>To open an XDP program that an interface has.</summary>
public sealed record LookUpProgram(uint Id, string Interface) : CapturePurpose;

/// <summary>To have an interface receive what is not addressed to it.</summary>
public sealed record MakePromiscuous(string Interface) : CapturePurpose;

/// <summary>To capture on an interface by a packet socket.</summary>
public sealed record CaptureThroughLibPcap(string Interface) : CapturePurpose;

/// <summary>For a whole capture.</summary>
/// <param name="Interfaces">Where.</param>
public sealed record CaptureOnAll(IReadOnlyList<string> Interfaces) : CapturePurpose;

/// <summary>To create the maps that packets go through.</summary>
public sealed record CreateRings : CapturePurpose;

/// <summary>To create the map in which capture programs look up the interfaces that share them.</summary>
public sealed record CreateMemberTable : CapturePurpose;

/// <summary>To load an XDP program that only captures.</summary>
public sealed record LoadOwnProgram : CapturePurpose;
