using System.Diagnostics;
using Bench.Results;
using Bench.Testbeds;

namespace Bench.Figures;

/// <summary>Bytes kept per second when frames come as fast as they are received, beside what dd writes to the same disk.</summary>
internal sealed class FileFigure : IFigure
{
    private const int Length = 1500;

    private const string Dd = "dd";

    /// <summary>Until the page cache is full: it takes the first gigabytes for nothing.</summary>
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(4);

    private readonly Row _bytes = new(
        "file",
        $"kept per second, flat out, {Length} B, to a new file",
        "bytes/s",
        Mark.Ratio(Subjects.Ours, Subjects.Theirs) with { AtLeast = 2 },
        Mark.Ratio(Subjects.Ours, Dd) with { AtLeast = 0.9 });

    /// <summary>What dd is asked to write: as much as ours did last.</summary>
    private long _megabytes = 4096;

    public string Name => "file";

    public string About => "bytes kept per second, flat out, 1500 B, to a new file";

    public IReadOnlyList<Row> Rows => [_bytes];

    public void Measure(CancellationToken stop) =>
        Turns.Take(_bytes, 1, [.. Tool.All, null], tool => tool?.Subject ?? Dd, tool => tool is null ? Write(_megabytes) : Capture(tool, stop), stop);

    private double? Capture(Tool tool, CancellationToken stop)
    {
        var trial = Trial.ToFile(tool, Length, (traffic, receiver) => traffic.Flood(receiver, s_duration), stop);
        if (tool == Tool.Ours)
            _megabytes = Math.Max(1, trial.Bytes >> 20);
        return trial.Bytes / trial.Elapsed.TotalSeconds;
    }

    /// <summary>Through the page cache.</summary>
    private static double? Write(long megabytes)
    {
        using var file = new ScratchFile();
        var watch = Stopwatch.StartNew();
        using var dd = Process.Start(new ProcessStartInfo("dd", ["if=/dev/zero", $"of={file.Path}", "bs=1M", $"count={megabytes}"])
        {
            RedirectStandardError = true,
        })!;
        dd.StandardError.ReadToEnd();
        dd.WaitForExit();
        return new FileInfo(file.Path).Length / watch.Elapsed.TotalSeconds;
    }
}
