using System.Text.RegularExpressions;
using Texts;
using Xdpdump.CommandLine;

namespace Xdpdump.Tests.Texts;

public sealed class ManPageTests
{
    private static readonly string Page = GeneratedText.ManPage.FullPath;

    [Fact]
    public void Page_in_docs_is_the_one_generated() => Assert.Null(GeneratedText.ManPage.Difference());

    [Fact]
    public void Man_has_nothing_to_complain_about() => Assert.Equal("", Tool.Run("man", "--warnings", "-E", "UTF-8", "-l", Page).Errors);

    [Fact]
    public void Mandoc_has_nothing_to_complain_about() => Assert.Equal("", Tool.Run("mandoc", "-Tlint", "-Wwarning", Page).Output);

    [Fact]
    public void Every_option_is_shown_as_it_is_typed()
    {
        var shown = Tool.Run("man", "-E", "ascii", "-l", Page).Output;
        foreach (var entry in new OptionSet().All)
        {
            var names = string.Join(", ", entry.Names) + (entry.TakesValue ? $" {entry.Metavariable}" : "");
            // What is said about it begins in the next line, or behind a name that is short.
            Assert.Matches($"\n       {Regex.Escape(names)}[\n ]", shown);
        }
    }

    [Fact]
    public void Every_section_is_there()
    {
        string[] expected =
        [
            "NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "FILTERS", "OUTPUT", "EXIT STATUS", "SIGNALS", "CAPABILITIES", "NOTES", "EXAMPLES", "SEE ALSO",
        ];
        Assert.Equal(expected, ManPage.Render().Split('\n').Where(line => line.StartsWith(".SH ", StringComparison.Ordinal)).Select(line => line[4..]));
    }

    [Fact]
    public void Every_option_has_something_to_say_for_itself() => Assert.All(new OptionSet().All, entry =>
    {
        Assert.EndsWith(".", entry.Manual, StringComparison.Ordinal);
        Assert.Equal(entry.Manual.Count(c => c == '<'), entry.Manual.Count(c => c == '>'));
        Assert.True(entry.Manual.Count(c => c == '*') % 2 == 0, $"{entry.Name}: a * is missing");
    });

    [Theory]
    [InlineData(".so /etc/passwd", "\\&.so /etc/passwd")]
    [InlineData("'quoted", "\\&\\(aqquoted")]
    [InlineData("*-i* <IF>: well-known", "\\fB\\-i\\fR \\fIIF\\fR: well-known")]
    [InlineData("C:\\new ~ ^ `", "C:\\enew \\(ti \\(ha \\(ga")]
    public void Text_never_speaks_to_the_formatter(string text, string expected) =>
        Assert.EndsWith($".SH S\n{expected}\n", new RoffWriter("x", 1, "2026-01-01", "", "").Section("S", text).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Examples_are_shown_letter_by_letter() => Assert.Contains(
        "tshark -r capture.pcapng -Y 'frame.verdict.ebpf_xdp == 1'", Tool.Run("man", "-E", "ascii", "-l", Page).Output, StringComparison.Ordinal);
}
