using System.CommandLine;
using System.Globalization;
using Capture.Rings;
using Ebpf.Xdp;

namespace Xdpdump.CommandLine;

/// <summary>Turns the words of the command line into <see cref="Settings"/>.</summary>
internal static class CommandLineParser
{
    private const string SeeHelp = "xdpdump --help lists the options";

    /// <exception cref="UsageException">A word is unknown, a value makes no sense or is missing.</exception>
    public static Settings Parse(string[] words)
    {
        var options = new OptionSet();
        var command = new Command("xdpdump");
        foreach (var option in options.All)
            command.Options.Add(option);

        var parsed = command.Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.UnmatchedTokens is [var stray, ..])
        {
            throw new UsageException(
                stray.StartsWith('-') && stray.Length > 1 ? $"unknown option '{stray}'; {SeeHelp}" : $"unexpected word '{stray}'; {SeeHelp}");
        }

        foreach (var option in options.All)
        {
            if (parsed.GetResult(option) is { Implicit: false } given)
                CheckOnce(option, given.IdentifierTokenCount, given.Tokens.Count, option == options.Verbose);
        }

        if (parsed.Errors is [var error, ..])
            throw new UsageException($"{error.Message}; {SeeHelp}");

        var (entry, exit) = Points(parsed.GetValue(options.RxCapture));
        return new Settings
        {
            Interface = parsed.GetValue(options.Interface),
            AtEntry = entry,
            AtExit = exit,
            SnapLength = (uint)Number("-s", "a number of bytes", parsed.GetValue(options.SnapLength), 0, RingLayout.MaximumSnapLength),
            Output = parsed.GetValue(options.Write),
            Hex = parsed.GetValue(options.Hex),
            LoadXdpProgram = parsed.GetValue(options.LoadXdpProgram),
            LoadMode = Mode(parsed.GetValue(options.LoadXdpMode)),
            Count = parsed.GetValue(options.Count) is { } count ? Number("-c", "a number of packets", count, 1, long.MaxValue) : null,
            Verbosity = parsed.GetResult(options.Verbose)?.IdentifierTokenCount ?? 0,
            ShowHelp = parsed.GetValue(options.Help),
            ShowVersion = parsed.GetValue(options.Version),
        };
    }

    /// <summary>An option that takes a value is given once, with one; the other kind may be repeated.</summary>
    private static void CheckOnce(Option option, int timesGiven, int values, bool mayRepeat)
    {
        if (option.Arity.MaximumNumberOfValues == 0)
            return;
        if (values < timesGiven)
            throw new UsageException($"{option.Name} needs a value ({option.HelpName}); {SeeHelp}");
        if (timesGiven > 1 && !mayRepeat)
            throw new UsageException($"{option.Name} is given {timesGiven} times; once is enough");
    }

    private static (bool Entry, bool Exit) Points(string? text)
    {
        if (text is null)
            return (true, false);
        bool entry = false, exit = false;
        foreach (var word in text.Split(','))
        {
            switch (word.Trim())
            {
                case "entry":
                    entry = true;
                    break;
                case "exit":
                    exit = true;
                    break;
                default:
                    throw new UsageException($"--rx-capture knows entry, exit and entry,exit, not '{text}'");
            }
        }

        return (entry, exit);
    }

    private static XdpMode Mode(string? text) => text switch
    {
        null or "native" => XdpMode.Native,
        "skb" => XdpMode.Generic,
        "hw" => XdpMode.Offloaded,
        "unspecified" => XdpMode.Unspecified,
        _ => throw new UsageException($"--load-xdp-mode knows native, skb, hw and unspecified, not '{text}'"),
    };

    private static long Number(string option, string what, string? text, long least, long most)
    {
        if (text is null)
            return least;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        var range = most == long.MaxValue ? $"of at least {least}" : $"from {least} to {most}";
        throw new UsageException($"{option} wants {what} {range}, not '{text}'");
    }
}
