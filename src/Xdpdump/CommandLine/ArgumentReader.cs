using System.Text;

namespace Xdpdump.CommandLine;

/// <summary>
/// Takes a command line apart as getopt_long(3) does: letters in a cluster, values behind them or in the next word, options between the
/// filter's words, and nothing but those behind <c>--</c>. What is no option is refused here and never becomes part of a filter.
/// </summary>
/// <remarks>Unlike getopt it wants long names whole, takes <c>-c=5</c> for <c>-c5</c>, and no long option for the value of another one.</remarks>
internal sealed class ArgumentReader
{
    private const char UnknownCharacter = '\uFFFD';

    private readonly Dictionary<string, OptionEntry> _byName;
    private readonly string[] _words;
    private readonly GivenOptions _given = new();
    private int _next;

    private ArgumentReader(IReadOnlyList<OptionEntry> options, string[] words)
    {
        _byName = options.SelectMany(option => option.Names.Select(name => (name, option))).ToDictionary();
        _words = words;
    }

    /// <exception cref="UsageException">A word is no option, lacks its value or has one too many.</exception>
    public static GivenOptions Read(IReadOnlyList<OptionEntry> options, string[] words) => new ArgumentReader(options, words).Read();

    private GivenOptions Read()
    {
        while (_next < _words.Length)
        {
            var word = _words[_next++];
            RefuseBrokenText(word);
            if (word == "--")
                AddRest();
            else if (word.StartsWith("--", StringComparison.Ordinal))
                ReadLong(word);
            else if (word is ['-', _, ..])
                ReadCluster(word);
            else
                _given.AddWord(word);
        }

        return _given;
    }

    private void AddRest()
    {
        for (; _next < _words.Length; _next++)
        {
            RefuseBrokenText(_words[_next]);
            _given.AddWord(_words[_next]);
        }
    }

    private void ReadLong(string word)
    {
        var (name, value) = word.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (word[..at], word[(at + 1)..]) : (word, null);
        if (!_byName.TryGetValue(name, out var option))
            throw UnknownOption.Of(name, _byName.Keys);
        if (!option.TakesValue && value is not null)
            throw TakesNone(name, value);
        _given.Add(option, name, option.TakesValue ? value ?? NextWord(option, name) : null);
        CheckLast(option, name);
    }

    /// <summary>Letters behind one dash: flags, and last one that takes what follows for its value, if there is one.</summary>
    private void ReadCluster(string word)
    {
        if (_byName.ContainsKey($"-{word}"))
            throw UnknownOption.Of(word, _byName.Keys); // -write would be -w with the value "rite"
        var at = 1;
        while (at < word.Length)
        {
            _ = Rune.DecodeFromUtf16(word.AsSpan(at), out _, out var length);
            var name = $"-{word.AsSpan(at, length)}";
            at += length;
            if (!_byName.TryGetValue(name, out var option))
                throw UnknownOption.Of(name, _byName.Keys, word);
            var rest = word[at..];
            if (option.TakesValue)
            {
                _given.Add(option, name, rest.Length == 0 ? NextWord(option, name) : rest[0] == '=' ? rest[1..] : rest);
                CheckLast(option, name);
                return;
            }

            if (rest is ['=', ..])
                throw TakesNone(name, rest[1..]);
            _given.Add(option, name, null);
        }
    }

    /// <summary>The word after an option is its value whatever it looks like, unless it is a long option: that one is meant, or this forgotten.</summary>
    private string NextWord(OptionEntry option, string name)
    {
        if (_next == _words.Length)
            throw NeedsValue(option, name);
        var word = _words[_next++];
        RefuseBrokenText(word);
        if (word.Length > 2 && word.StartsWith("--", StringComparison.Ordinal) && _byName.ContainsKey(word.Split('=')[0]))
        {
            throw new UsageException(
                $"{name} needs a value ({option.Metavariable}), and '{word}' is an option; if it is the value, write {option.Name}={word}");
        }

        return word;
    }

    private void CheckLast(OptionEntry option, string name)
    {
        if (!option.TakesValue)
            return;
        if (_given.Values(option)[^1].Length == 0)
            throw NeedsValue(option, name);
        if (_given.Times(option) > 1 && !option.MayRepeat)
        {
            var times = _given.Times(option);
            throw new UsageException($"{_given.NameTyped(option)} is given {times} times; once is enough");
        }
    }

    /// <summary>.NET shows bytes that are no UTF-8 as U+FFFD, all alike: such a word may mean another interface or file than it says.</summary>
    private static void RefuseBrokenText(string word)
    {
        if (word.Contains(UnknownCharacter, StringComparison.Ordinal))
        {
            throw new UsageException(
                $"the word '{word}' is not valid UTF-8; name an interface by its ifindex, and a file or namespace by another path");
        }
    }

    private static UsageException NeedsValue(OptionEntry option, string name) =>
        new($"{name} needs a value ({option.Metavariable}); {CommandLineParser.SeeHelp}");

    private static UsageException TakesNone(string name, string value) =>
        new($"{name} takes no value, such as '{value}'; {CommandLineParser.SeeHelp}");
}
