using Capture.Model;

namespace Capture.Reasons;

/// <summary>What there is to know of a capture that goes on, as data: what happened, and what that means for the capture.</summary>
public abstract record CaptureNotice
{
    private protected CaptureNotice()
    {
    }
}

/// <summary>What was captured and lost so far, which someone asked for.</summary>
/// <param name="Points">Point by point.</param>
/// <param name="SkippedAtShared">Runs the kernel skipped at hooks that several interfaces share, hook by hook.</param>
public sealed record CountsSoFar(IReadOnlyList<PointStatistics> Points, IReadOnlyList<(string Hook, ulong Runs)> SkippedAtShared)
    : CaptureNotice;

/// <summary>Of a function's runs only those are captured whose first argument is proven to be the packet.</summary>
/// <param name="Function">The function, as function@id.</param>
/// <param name="Program">The program that calls it.</param>
/// <param name="ActionIsOfProgram">Whether packets are chosen by an action, which is the program's.</param>
public sealed record ContextDoubtful(string Function, string Program, bool ActionIsOfProgram) : CaptureNotice;

/// <summary>Records at a function's exit tell no action.</summary>
/// <param name="Function">The function, as function@id.</param>
/// <param name="Doubt">Why.</param>
public sealed record ActionNotTold(string Function, ReturnDoubt Doubt) : CaptureNotice;

/// <summary>The kernel does not tell what becomes of the interfaces, and is asked again.</summary>
/// <param name="Said">Its refusal.</param>
public sealed record ChangesNotTold(string Said) : CaptureNotice;
