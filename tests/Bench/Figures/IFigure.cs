using Bench.Results;

namespace Bench.Figures;

/// <summary>
/// Something that is measured in rounds, and in each round in turns of its subjects: a turn is what is compared, a round has new
/// captures in new memory.
/// </summary>
internal interface IFigure
{
    /// <summary>What <c>./bench NAME</c> takes.</summary>
    string Name { get; }

    /// <summary>One line.</summary>
    string About { get; }

    IReadOnlyList<Row> Rows { get; }

    /// <summary>Whether it takes too long for more than each third round.</summary>
    bool IsLong => false;

    /// <summary>Takes the turns of a round and adds them to the rows.</summary>
    /// <exception cref="FigureSkippedException">It cannot be had here.</exception>
    void Measure(CancellationToken stop);
}

/// <summary>A figure cannot be had here; the message says why.</summary>
internal sealed class FigureSkippedException(string reason) : Exception(reason);
