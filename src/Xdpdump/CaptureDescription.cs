using Capture;
using Capture.Following;
using Xdpdump.CommandLine;
using Xdpdump.Sentences;

namespace Xdpdump;

/// <summary>What a capture says of itself when it begins.</summary>
internal static class CaptureDescription
{
    /// <summary>The one line that pipe readers wait for.</summary>
    public static string Banner(CaptureSession session, Settings settings)
    {
        var text = $"listening on {string.Join("; on ", session.Interfaces.Select(Place))}, ";
        if (session.Interfaces.Any(one => one.Tap is null))
        {
            var mode = (settings.AtEntry, settings.AtExit) switch { (true, true) => "entry/exit", (true, _) => "entry", _ => "exit" };
            text += $"capture mode {mode}, ";
        }

        return $"{text}capture size {CaptureCommand.SnapLength(settings)} bytes";
    }

    /// <summary>Everything, for -v.</summary>
    public static void Say(CaptureSession session, Settings settings)
    {
        foreach (var one in session.Interfaces)
        {
            Messages.Say($"interface {one.Interface.Name}: ifindex {one.Interface.Index}, " + (one.Tap is not null
                ? "no XDP program"
                : $"XDP program {string.Join(", ", one.Programs.Select(program => $"{program.FunctionName}@{program.ProgramId}"))} in "
                    + $"{XdpModes.Word(one.Programs[0].Mode)} mode"));
        }

        if (settings.Selection.Filter is { } filter)
        {
            var lengths = session.Interfaces.Where(one => one.Tap is null).Select(one => filter.For(one.Interface).Instructions.Length)
                .Distinct().ToList();
            Messages.Say($"filter '{filter.Title}'"
                + (lengths.Count == 0 ? "" : $": {string.Join(" or ", lengths)} instructions of classic BPF"));
        }

        if (session.LibPcapVersion is { } version)
            Messages.Say(version);
        if (session.RingCount == 0)
            return;
        Messages.Say($"rings: {session.RingCount} CPUs, {session.RingSize / 1024} KiB each; the reader wakes up "
            + (settings.PerfWakeup > 1
                ? $"when a CPU has captured {settings.PerfWakeup} packets, once a millisecond while they come, and once a second"
                : "at the first packet, once a millisecond while they come, and once a second"));
        foreach (var program in session.Programs)
        {
            Messages.Say($"capture program {program.Name}@{program.Id} loaded");
            if (settings.Verbosity < 2)
                continue;
            Messages.ShowText(program.Listing);
            Messages.ShowText($"verifier log of {program.Name}:\n{program.VerifierLog}");
        }
    }

    private static string Place(CapturedInterface one) => one.Tap is { } tap
        ? $"{one.Interface.Name}, link-type {tap.LinkTypeName} ({tap.LinkTypeDescription})"
        : $"{one.Interface.Name}, ingress XDP program "
            + string.Join(", ", one.Programs.Select(program => $"ID {program.ProgramId} func {program.FunctionName}"));
}
