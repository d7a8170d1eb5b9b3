using Bench.Results;
using Bench.Testbeds;

namespace Bench.Figures;

/// <summary>
/// What one reader can do at most, without kernel, network and disk: how many records it puts in order, and whether they are better handed
/// to the kernel where they lie or copied together first.
/// </summary>
internal sealed class ReaderFigure : IFigure
{
    private const int TurnsInRound = 10;

    private const string Spans = "spans", Gathered = "gathered";

    private static readonly int[] s_lengths = [64, 1500];

    private static readonly (int Cpus, string Subject)[] s_counts = [(1, "1 CPU"), (2, "2 CPUs"), (16, "16 CPUs")];

    private readonly Dictionary<int, Row> _ordered = s_lengths.ToDictionary(length => length, length =>
        new Row($"reader-{length}", $"one reader: records of {length} B put in order", "1/s"));

    private readonly Dictionary<int, Row> _written = s_lengths.ToDictionary(length => length, length => new Row(
        $"reader-written-{length}", $"one reader: of {length} B from two CPUs, ordered and written to memory", "bytes/s", Mark.Ratio(Spans, Gathered)));

    /// <summary>This program's earlier self; null without <c>--against</c>, or if it cannot be asked.</summary>
    private readonly string? _before = Environment.GetEnvironmentVariable("BENCH_READER_BEFORE");

    public string Name => "reader";

    public string About => "what one reader can do at most: records put in order, bytes handed on as spans or gathered";

    public IReadOnlyList<Row> Rows => [.. _ordered.Values, .. _written.Values];

    public void Measure(CancellationToken stop)
    {
        using var testbed = new Testbed();
        using var ours = new ReaderProcess(testbed, Environment.ProcessPath!);
        using var before = _before is null ? null : new ReaderProcess(testbed, _before);
        foreach (var length in s_lengths)
        {
            foreach (var (cpus, subject) in s_counts)
                Take(_ordered[length], [(new(ReaderWorkKind.Order, cpus, length), subject)]);
            Take(_written[length], [(new(ReaderWorkKind.Spans, 2, length), Spans), (new(ReaderWorkKind.Gathered, 2, length), Gathered)]);
        }

        void Take(Row row, (ReaderWork Work, string Subject)[] works)
        {
            (ReaderProcess Reader, ReaderWork Work, string Subject)[] subjects =
            [
                .. works.Select(work => (ours, work.Work, work.Subject)),
                .. before is null ? [] : works.Select(work => (before, work.Work, Subjects.Before(work.Subject))),
            ];
            Turns.Take(row, TurnsInRound, subjects, subject => subject.Subject, subject => subject.Reader.Measure(subject.Work), stop);
        }
    }
}
