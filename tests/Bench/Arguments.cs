using System.Globalization;
using Bench.Figures;

namespace Bench;

/// <summary>What ./bench was asked for; the words that a build or another process needs are the script's.</summary>
internal sealed record Arguments
{
    public int Rounds { get; private init; } = 3;

    public bool AsJson { get; private init; }

    /// <summary>Empty: all.</summary>
    public IReadOnlyList<string> Figures { get; private init; } = [];

    /// <summary>Null if they make no sense, or if help is asked for.</summary>
    public static Arguments? Parse(ReadOnlySpan<string> words, IReadOnlyList<IFigure> figures)
    {
        var arguments = new Arguments();
        for (; words.Length > 0; words = words[1..])
        {
            switch (words[0])
            {
                case "--json":
                    arguments = arguments with { AsJson = true };
                    break;
                case "--rounds" when words.Length > 1 && int.TryParse(words[1], CultureInfo.InvariantCulture, out var rounds) && rounds > 0:
                    arguments = arguments with { Rounds = rounds };
                    words = words[1..];
                    break;
                case var name when figures.Any(figure => figure.Name == name):
                    arguments = arguments with { Figures = [.. arguments.Figures, name] };
                    break;
                default:
                    return null;
            }
        }

        return arguments;
    }

    public static string Help(IReadOnlyList<IFigure> figures) => $"""
        Usage: bench [--against REVISION] [--rounds N] [--json] [FIGURE…]
               bench compare FIRST.json SECOND.json
          --against REVISION  measures that commit of ours, too, as "before", in turns with the others; it is built when it is first used
          --rounds N          other than 3; figures that take long are measured in each third round
          --json              every value, for keeping and for compare
          compare             whether the medians of two runs lie within each other's quartiles
        Figures, all of them by default:
        {string.Join('\n', figures.Select(figure => $"  {figure.Name,-10} {figure.About}"))}

        """;
}
