using System.Diagnostics;
using Bench.Results;
using Bench.Testbeds;

namespace Bench.Figures;

/// <summary>Bytes kept per second when frames come as fast as they are received, beside what dd writes to the same disk.</summary>
internal sealed class FileFigure : IFigure
{
    private const int Length = 1500;

    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(4);

    private readonly Row _bytes = new(
        "file", $"kept per second, flat out, {Length} B, to a new file", "bytes/s",
        Mark.Ratio("ours", "theirs") with { AtLeast = 2 }, Mark.Ratio("ours", "dd") with { AtLeast = 0.9 });

    public string Name => "file";

    public string About => "bytes kept per second, flat out, 1500 B, to a new file";

    public IReadOnlyList<Row> Rows => [_bytes];

    public void Measure(CancellationToken stop)
    {
        var most = 0L;
        foreach (var tool in Tool.Both)
        {
            var (_, bytes, elapsed) = Trial.Kept(tool, Length, traffic => traffic.Flood(s_duration), stop);
            _bytes.Add(tool.Subject, bytes / elapsed.TotalSeconds);
            most = Math.Max(most, bytes);
        }

        _bytes.Add("dd", Dd(most >> 20));
    }

    /// <summary>Through the page cache, and as much as a capture: the cache takes the first gigabytes for nothing.</summary>
    private static double Dd(long megabytes)
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
