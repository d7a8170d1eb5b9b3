using Bench.Results;

namespace Bench.Testbeds;

/// <summary>Measures subjects one right after the other, in an order that chance gives anew for each turn.</summary>
internal static class Turns
{
    /// <summary>As often a subject is measured in one turn until nobody interferes.</summary>
    private const int MostTries = 4;

    /// <summary>Takes turns whose values nobody wants: what comes first is another matter.</summary>
    public static void Warm<T>(int count, IReadOnlyList<T> subjects, Func<T, double?> measure, CancellationToken stop)
        where T : notnull =>
        Take(new Row("", "", ""), count, subjects, subject => $"{subject}", measure, stop);

    /// <summary>Takes turns of subjects and adds them to a row.</summary>
    /// <param name="row">Where to.</param>
    /// <param name="count">How many turns.</param>
    /// <param name="subjects">Who takes part.</param>
    /// <param name="name">A subject's column.</param>
    /// <param name="measure">Its value; null if somebody interfered.</param>
    /// <param name="stop">Ends it early.</param>
    public static void Take<T>(
        Row row, int count, IReadOnlyList<T> subjects, Func<T, string> name, Func<T, double?> measure, CancellationToken stop)
    {
        int[] order = [.. Enumerable.Range(0, subjects.Count)];
        for (var turn = 0; turn < count; turn++)
        {
            var discarded = 0;
            var values = new double?[subjects.Count];
            Random.Shared.Shuffle(order);
            foreach (var next in order)
            {
                for (var tries = 0; tries < MostTries && values[next] is null; tries++)
                {
                    stop.ThrowIfCancellationRequested();
                    values[next] = measure(subjects[next]);
                    discarded += values[next] is null ? 1 : 0;
                }
            }

            var taken = new Turn();
            foreach (var (subject, value) in subjects.Zip(values))
                taken.Add(name(subject), value);
            row.Add(taken, discarded);
        }
    }
}
