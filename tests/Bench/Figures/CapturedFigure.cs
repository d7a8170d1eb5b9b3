using Bench.Results;
using Bench.Testbeds;

namespace Bench.Figures;

/// <summary>How many packets a second are captured to /dev/null when frames come as fast as they are received.</summary>
internal sealed class CapturedFigure : IFigure
{
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(2);

    private readonly Size[] _sizes = [new(64), new(512), new(1500)];

    public string Name => "captured";

    public string About => "packets captured per second, flat out, to /dev/null";

    public IReadOnlyList<Row> Rows => [.. _sizes.Select(size => size.Captured), .. _sizes.Select(size => size.Lost)];

    public void Measure(CancellationToken stop)
    {
        static Sent Flood(Traffic traffic) => traffic.Flood(s_duration);

        foreach (var size in _sizes)
        {
            size.Captured.Add("bare", 1e9 / Trial.Bare(size.Length, Flood, stop).NanosecondsEach);
            foreach (var tool in Tool.Both)
            {
                var (sent, counts) = Trial.Captured(tool, size.Length, Flood, stop);
                size.Captured.Add(tool.Subject, counts.Captured / sent.Elapsed.TotalSeconds);
                size.Lost.Add(tool.Subject, 100.0 * (sent.Received - counts.Captured) / sent.Received);
            }
        }
    }

    private sealed class Size(int length)
    {
        public int Length { get; } = length;

        public Row Captured { get; } = new(
            $"captured-{length}", $"captured per second, flat out, {length} B", "packets/s", Mark.Ratio("ours", "theirs") with { AtLeast = 1.5 });

        public Row Lost { get; } = new($"captured-lost-{length}", $"lost of that, {length} B", "%");
    }
}
