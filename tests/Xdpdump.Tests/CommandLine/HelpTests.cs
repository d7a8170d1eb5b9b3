using Xdpdump.CommandLine;

namespace Xdpdump.Tests.CommandLine;

public sealed class HelpTests
{
    private const int DescriptionColumn = 32;

    private static readonly string[] Lines = HelpText.Render().Split('\n');

    private static readonly string[] OptionLines = [.. Lines.SkipWhile(line => line != "Options:").Skip(1).Where(line => line.Length > 0)];

    [Fact]
    public void Every_option_has_one_line_that_names_it_and_says_what_it_does()
    {
        var options = new OptionSet().All;
        Assert.Equal(options.Count, OptionLines.Length);
        for (var i = 0; i < OptionLines.Length; i++)
        {
            var words = OptionLines[i][..DescriptionColumn].Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
            string[] expected = [.. options[i].Names, .. options[i].Metavariable is { } value ? [value] : (string[])[]];
            Assert.Equal(expected, words);
            Assert.Equal(options[i].Description, OptionLines[i][DescriptionColumn..]);
        }
    }

    [Fact]
    public void No_name_is_used_twice()
    {
        var names = new OptionSet().All.SelectMany(entry => entry.Names).ToList();
        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void Every_line_fits_a_terminal_of_100_columns() => Assert.All(Lines, line => Assert.InRange(line.Length, 0, 100));

    [Fact]
    public void It_says_how_to_begin_and_ends_with_a_line_break()
    {
        Assert.StartsWith("Usage: xdpdump -i IF", Lines[0], StringComparison.Ordinal);
        Assert.Equal("", Lines[^1]);
    }
}
