using Capture.Model;

namespace Capture.Tests.Model;

/// <summary>No name makes a terminal do anything.</summary>
public sealed class ShownTests
{
    [Theory]
    [InlineData("eth0")]
    [InlineData("Überwachung-1")]
    [InlineData("接口")]
    [InlineData("😀")]
    [InlineData("a\\x1b'\"$(id)")]
    [InlineData("")]
    public void What_is_only_seen_stays(string text)
    {
        Assert.Same(text, Shown.Of(text));
        Assert.Same(text, Shown.Lines(text));
    }

    [Theory]
    [InlineData("\u001b[31mred\u001b[0m", "\\x1b[31mred\\x1b[0m")]
    [InlineData("\u001b]0;title\u0007", "\\x1b]0;title\\x07")]
    [InlineData("a\u009b2Jb", "a\\x9b2Jb")] // CSI in one character
    [InlineData("a\u0085b\u007f", "a\\x85b\\x7f")]
    [InlineData("a\bb\rc\0", "a\\x08b\\x0dc\\x00")]
    [InlineData("eth\u202e0hte", "eth\\u202e0hte")]
    [InlineData("\u2066x\u2069\u200f\u061c", "\\u2066x\\u2069\\u200f\\u061c")]
    [InlineData("et\u200bh0\ufeff\u00ad", "et\\u200bh0\\ufeff\\xad")]
    [InlineData("\u2028\u2029", "\\u2028\\u2029")]
    [InlineData("a\U000e0041b", "a\\U000e0041b")]
    public void What_is_obeyed_or_hidden_is_spelled_out(string text, string shown)
    {
        Assert.Equal(shown, Shown.Of(text));
        Assert.Equal(shown, Shown.Lines(text));
    }

    [Fact]
    public void Half_a_character_is_spelled_out_too()
    {
        Assert.Equal("a\\ud83d", Shown.Of("a\ud83d"));
        Assert.Equal("\\ude00😀", Shown.Of("\ude00\ud83d\ude00"));
    }

    [Fact]
    public void Lines_stay_where_there_may_be_several()
    {
        Assert.Equal("a\\x0ab\\x09c", Shown.Of("a\nb\tc"));
        Assert.Equal("a\nb\tc\\x0d", Shown.Lines("a\nb\tc\r"));
    }
}
