using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Capture;
using Xdpdump.Sentences;

namespace Xdpdump.Tests.Sentences;

/// <summary>The library does not speak the command line: options are named where there are some.</summary>
public sealed partial class LibraryWordsTests
{
    [Fact]
    public void No_text_of_the_library_names_an_option() => Assert.Empty(OptionsIn(typeof(CaptureSession).Assembly));

    [Fact]
    public void The_command_lines_texts_do()
    {
        var there = OptionsIn(typeof(Sentence).Assembly).ToList();
        Assert.Contains(there, text => text.Contains("leave -p out", StringComparison.Ordinal));
        Assert.Contains(there, text => text.Contains("--load-xdp-program", StringComparison.Ordinal));
        Assert.Contains(there, text => text.Contains("(-vv shows its log)", StringComparison.Ordinal));
    }

    private static IEnumerable<string> OptionsIn(Assembly assembly) =>
        TextsOf(assembly).Where(text => Option().IsMatch(OthersOption().Replace(text, "")));

    /// <summary>All string literals in an assembly's code, and the pieces of interpolated ones.</summary>
    private static List<string> TextsOf(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var reader = file.GetMetadataReader();
        var texts = new List<string>();
        for (var at = MetadataTokens.UserStringHandle(1); !at.IsNil; at = reader.GetNextHandle(at))
            texts.Add(reader.GetUserString(at));
        return texts;
    }

    /// <summary>"--word", "-p" and "-vv", as words of their own.</summary>
    [GeneratedRegex(@"(?<![\w-])(--[a-z]|-[a-zA-Z]{1,2}(?!\w))")]
    private static partial Regex Option();

    /// <summary>Those of a program that is named for what can be done with it.</summary>
    [GeneratedRegex(@"\btcpdump -r\b")]
    private static partial Regex OthersOption();
}
