using System.Diagnostics;

namespace Bench.Testbeds;

/// <summary>Frames sent to a tool that captures to a new file on a testbed of its own, and what became of them.</summary>
/// <param name="Sent">What was sent.</param>
/// <param name="Counts">What the tool says of it.</param>
/// <param name="Bytes">The file's length.</param>
/// <param name="Elapsed">From the first frame until the last one was in the file.</param>
/// <param name="Reader">The tool's CPU time from the first frame to the last.</param>
internal sealed record Trial(Sent Sent, CaptureCounts Counts, long Bytes, TimeSpan Elapsed, TimeSpan Reader)
{
    /// <summary>Per cent of the frames that were not captured.</summary>
    public double LostShare => 100.0 * (Sent.Received - Counts.Captured) / Sent.Received;

    /// <summary>Captures to a new file, which is gone afterwards.</summary>
    /// <param name="tool">By which tool.</param>
    /// <param name="frameLength">In bytes.</param>
    /// <param name="send">How frames are sent.</param>
    /// <param name="asText">Text in place of packets.</param>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="ToolRefusedException">It does not take the arguments.</exception>
    public static Trial ToFile(Tool tool, int frameLength, Func<Traffic, Receiver, Sent> send, CancellationToken stop, bool asText = false)
    {
        using var file = new ScratchFile();
        var trial = asText
            ? Run(tool, frameLength, send, [], file.Path, stop)
            : Run(tool, frameLength, send, ["-w", file.Path], null, stop);
        return trial with { Bytes = new FileInfo(file.Path).Length };
    }

    /// <summary>Captures to /dev/null.</summary>
    /// <inheritdoc cref="ToFile"/>
    public static Trial ToNothing(Tool tool, int frameLength, Func<Traffic, Receiver, Sent> send, CancellationToken stop) =>
        Run(tool, frameLength, send, ["-w", "/dev/null"], null, stop);

    private static Trial Run(
        Tool tool, int frameLength, Func<Traffic, Receiver, Sent> send, string[] words, string? output, CancellationToken stop)
    {
        using var testbed = new Testbed();
        var receiver = testbed.AddReceiver();
        using var capture = RunningCapture.Start(testbed, tool, [.. Tool.OwnProgram(receiver), .. words], output);
        using var traffic = new Traffic(testbed, frameLength, stop);
        var before = ProcessStatus.Of(capture.Id);
        var watch = Stopwatch.StartNew();
        var sent = testbed.OnSenderCpu(() => send(traffic, receiver));
        var after = ProcessStatus.Of(capture.Id);
        var counts = capture.Stop();
        return new Trial(sent, counts, 0, watch.Elapsed, after.Processor - before.Processor);
    }
}
