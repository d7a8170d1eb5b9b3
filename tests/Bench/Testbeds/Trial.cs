using System.Diagnostics;

namespace Bench.Testbeds;

/// <summary>Frames sent to a receiver on a fresh testbed, and what became of them.</summary>
/// <param name="Sent">What was sent.</param>
/// <param name="Counts">What the tool says of it.</param>
internal sealed record Trial(Sent Sent, CaptureCounts Counts)
{
    /// <summary>With a program that only passes them on.</summary>
    /// <param name="frameLength">In bytes.</param>
    /// <param name="send">How they are sent.</param>
    /// <param name="stop">Ends it early.</param>
    public static Sent Bare(int frameLength, Func<Traffic, Sent> send, CancellationToken stop)
    {
        using var testbed = new Testbed();
        using var program = SmallProgram.Passing(testbed);
        using var traffic = new Traffic(testbed, frameLength, stop);
        return send(traffic);
    }

    /// <summary>Captured to /dev/null.</summary>
    /// <param name="tool">By which tool.</param>
    /// <param name="frameLength">In bytes.</param>
    /// <param name="send">How they are sent.</param>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="ToolRefusedException">It does not take the arguments.</exception>
    public static Trial Captured(Tool tool, int frameLength, Func<Traffic, Sent> send, CancellationToken stop) =>
        Run(tool, frameLength, send, [.. Tool.OwnProgram, "-w", "/dev/null"], null, stop).Trial;

    /// <summary>Captured to a new file, which is gone afterwards.</summary>
    /// <returns>What became of them, the file's length, and the time from the first frame until the last one was in the file.</returns>
    /// <inheritdoc cref="Captured"/>
    public static (Trial Trial, long Bytes, TimeSpan Elapsed) Kept(
        Tool tool, int frameLength, Func<Traffic, Sent> send, CancellationToken stop, bool asText = false)
    {
        using var file = new ScratchFile();
        var (trial, elapsed) = asText
            ? Run(tool, frameLength, send, Tool.OwnProgram, file.Path, stop)
            : Run(tool, frameLength, send, [.. Tool.OwnProgram, "-w", file.Path], null, stop);
        return (trial, new FileInfo(file.Path).Length, elapsed);
    }

    private static (Trial Trial, TimeSpan Elapsed) Run(
        Tool tool, int frameLength, Func<Traffic, Sent> send, string[] words, string? output, CancellationToken stop)
    {
        using var testbed = new Testbed();
        using var capture = RunningCapture.Start(testbed, tool, words, output);
        using var traffic = new Traffic(testbed, frameLength, stop);
        var watch = Stopwatch.StartNew();
        var sent = send(traffic);
        var counts = capture.Stop();
        return (new Trial(sent, counts), watch.Elapsed);
    }
}
