using Texts;
using Xdpdump.CommandLine;

namespace Xdpdump.Tests.Texts;

/// <summary>What bash offers when the user presses the tab key behind a line.</summary>
public sealed class BashCompletionTests
{
    private static readonly string Script = GeneratedText.BashCompletion.FullPath;

    [Fact]
    public void Script_is_the_one_generated() => Assert.Null(GeneratedText.BashCompletion.Difference());

    [Fact]
    public void Bash_takes_it()
    {
        Assert.Equal(("", ""), Tool.Run("bash", "-n", Script));
        Assert.Equal("complete -F _xdpdump xdpdump\n", Tool.Run("bash", "-c", "source \"$1\"; complete -p xdpdump", "bash", Script).Output);
    }

    [Fact]
    public void Shellcheck_has_nothing_to_complain_about() => Tool.Run("shellcheck", Script);

    [Theory]
    [InlineData("xdpdump --rx", "--rx-capture --rx-queue")]
    [InlineData("xdpdump --action re", "redirect")]
    [InlineData("xdpdump --load", "--load-xdp-program --load-xdp-mode")]
    [InlineData("xdpdump -x --net", "--netns")]
    [InlineData("xdpdump --rx-capture e", "entry exit entry,exit")]
    [InlineData("xdpdump --rx-capture entry,", "entry,exit")]
    [InlineData("xdpdump --rx-capture = e", "entry exit entry,exit")]
    [InlineData("xdpdump --rx-capture =", "entry exit entry,exit")]
    [InlineData("xdpdump --load-xdp-mode ", "native skb hw unspecified")]
    [InlineData("xdpdump --load-xdp-mode s", "skb")]
    [InlineData("xdpdump -p ", "all")]
    [InlineData("xdpdump -c ", "")]
    [InlineData("xdpdump --snapshot-length 1", "")]
    [InlineData("xdpdump -i lo", "lo")]
    [InlineData("xdpdump -vi lo", "lo")]
    [InlineData("xdpdump --interface lo,l", "lo,lo")]
    [InlineData("xdpdump -w -", "-")]
    [InlineData("xdpdump -w /etc/pass", "/etc/passwd")]
    [InlineData("xdpdump --netns /proc/self/ns/ne", "/proc/self/ns/net")]
    [InlineData("xdpdump something", "")]
    public void Line_is_completed(string line, string offered)
    {
        // A word of /etc/passwd's kind may have brothers.
        var found = Complete(line.Split(' ')).Where(word => word != "/etc/passwd-").ToList();
        Assert.Equal(offered.Split(' ', StringSplitOptions.RemoveEmptyEntries), found);
    }

    [Theory]
    [InlineData("xdpdump ")]
    [InlineData("xdpdump -x ")]
    public void Every_option_is_offered_where_one_may_stand(string line) =>
        Assert.Equal(new OptionSet().All.SelectMany(entry => entry.Names), Complete(line.Split(' ')));

    [Fact]
    public void Every_option_with_a_value_is_known_so_that_no_option_is_offered_for_it() => Assert.All(
        new OptionSet().All.Where(entry => entry.TakesValue).SelectMany(entry => entry.Names),
        name => Assert.DoesNotContain("--help", Complete("xdpdump", name, "--h")));

    [Fact]
    public void Interfaces_are_offered() =>
        Assert.Equal(Directory.GetFileSystemEntries("/sys/class/net").Select(path => Path.GetFileName(path)).Order(), Complete("xdpdump", "-i", "").Order());

    [Fact]
    public void Name_that_looks_like_a_command_is_not_run()
    {
        var folder = Directory.CreateTempSubdirectory("xdpdump-names-").FullName;
        File.WriteAllText(Path.Combine(folder, "$(touch ran)"), "");
        File.WriteAllText(Path.Combine(folder, "eth0"), "");
        var offered = Tool.Run(
            "bash", "-c", "source \"$1\"; cd \"$2\"; current=; COMPREPLY=(); _xdpdump_names .; printf '%s\\n' \"${COMPREPLY[@]}\"",
            "bash", Script, folder).Output;
        Assert.Equal("\\$\\(touch\\ ran\\)\neth0\n", offered);
        Assert.Equal(2, Directory.GetFiles(folder).Length);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>What is offered for the last word; the others stand before it.</summary>
    private static string[] Complete(params string[] words) => Tool.Run(
        "bash", ["-c",
            "source \"$1\"; shift; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _xdpdump; printf '%s\\n' \"${COMPREPLY[@]}\"",
            "bash", Script, .. words]).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
