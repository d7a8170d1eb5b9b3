using Bench.Results;

namespace Bench.Figures;

/// <summary>Something that is measured in rounds, all of its subjects in each, so that what disturbs one disturbs the others too.</summary>
internal interface IFigure
{
    /// <summary>What <c>./bench NAME</c> takes.</summary>
    string Name { get; }

    /// <summary>One line.</summary>
    string About { get; }

    IReadOnlyList<Row> Rows { get; }

    /// <summary>Measures each subject once and adds to the rows.</summary>
    /// <exception cref="FigureSkippedException">It cannot be had here.</exception>
    void Measure(CancellationToken stop);
}

/// <summary>A figure cannot be had here; the message says why.</summary>
internal sealed class FigureSkippedException(string reason) : Exception(reason);
