using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Capture.Records;
using Linux.Network;

namespace Xdpdump.CommandLine;

/// <summary>Turns the words of the command line into <see cref="Settings"/>.</summary>
internal static class CommandLineParser
{
    private const string SeeHelp = "xdpdump --help lists the options";

    /// <exception cref="UsageException">A word is unknown, a value makes no sense or is missing.</exception>
    public static Settings Parse(string[] words)
    {
        var options = new OptionSet();
        // A first word that is the command's name would be taken for it and dropped; nobody types this one.
        var command = new Command("\u001f") { TreatUnmatchedTokensAsErrors = false };
        foreach (var described in options.All)
            command.Options.Add(described.Option);

        // What stands behind "--" is the filter's, though it may look like an option.
        var end = Array.IndexOf(words, "--") is >= 0 and var found ? found : words.Length;
        RefuseFlagsWithValues(options, words[..end]);
        var parsed = command.Parse(words[..end], new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.UnmatchedTokens.FirstOrDefault(word => word.StartsWith('-') && word.Length > 1) is { } unknown)
            throw new UsageException($"unknown option '{unknown}'; {SeeHelp}");
        string[] expression = [.. parsed.UnmatchedTokens, .. words.Skip(end + 1)];

        foreach (var described in options.All)
        {
            if (parsed.GetResult(described.Option) is { Implicit: false } result)
                CheckOnce(result);
        }

        if (parsed.Errors is [var error, ..])
            throw new UsageException($"{error.Message}; {SeeHelp}");

        if (parsed.GetValue(options.Json) && !parsed.GetValue(options.ListInterfaces))
            throw new UsageException("--json goes with -D: only the list of interfaces can be had as JSON");
        if (parsed.GetValue(options.ListInterfaces) && expression is [var stray, ..])
            throw new UsageException($"unexpected word '{stray}'; {SeeHelp}");

        var selection = SelectionParser.Parse(parsed, options, expression);
        var (entry, exit) = Points(parsed.GetValue(options.RxCapture) ?? (selection.OnlyModified ? "entry,exit" : "entry"));
        return new Settings
        {
            Interface = parsed.GetValue(options.Interface) is { Length: > 0 } given ? string.Join(',', given) : null,
            ListInterfaces = parsed.GetValue(options.ListInterfaces),
            Json = parsed.GetValue(options.Json),
            NetworkNamespace = parsed.GetValue(options.NetworkNamespace),
            ProgramNames = parsed.GetValue(options.ProgramNames),
            Promiscuous = parsed.GetValue(options.Promiscuous),
            PerfWakeup = (uint)Number(parsed, options.PerfWakeup, "a number of packets", 0, int.MaxValue),
            UsePcap = parsed.GetValue(options.UsePcap),
            AtEntry = entry,
            AtExit = exit,
            Selection = selection,
            RingSize = 1024 * (uint)Number(parsed, options.BufferSize, "a number of KiB", 0, RingLayout.MaximumDataSize / 1024),
            DumpFilter = parsed.GetResult(options.DumpFilter)?.IdentifierTokenCount ?? 0,
            KernelTypes = parsed.GetValue(options.KernelTypes),
            SnapLength = (uint)Number(parsed, options.SnapLength, "a number of bytes", 0, RingLayout.MaximumSnapLength),
            Output = parsed.GetValue(options.Write),
            Hex = parsed.GetValue(options.Hex),
            LoadXdpProgram = parsed.GetValue(options.LoadXdpProgram),
            LoadMode = Mode(parsed.GetValue(options.LoadXdpMode)),
            Count = parsed.GetValue(options.Count) is null ? null : Number(parsed, options.Count, "a number of packets", 1, long.MaxValue),
            Verbosity = parsed.GetResult(options.Verbose)?.IdentifierTokenCount ?? 0,
            ShowHelp = parsed.GetValue(options.Help),
            ShowVersion = parsed.GetValue(options.Version),
        };
    }

    /// <summary>An option that takes a value is given once, with one; the other kind may be repeated.</summary>
    private static void CheckOnce(OptionResult given)
    {
        if (given.Option.Arity.MaximumNumberOfValues == 0)
            return;
        if (given.Tokens.Count < given.IdentifierTokenCount)
            throw new UsageException($"{NameTyped(given)} needs a value ({given.Option.HelpName}); {SeeHelp}");
        if (given.IdentifierTokenCount > 1 && given.Option.Arity.MaximumNumberOfValues == 1)
            throw new UsageException($"{NameTyped(given)} is given {given.IdentifierTokenCount} times; once is enough");
    }

    /// <summary>The option by the name the user knows it by, -c or --count.</summary>
    private static string NameTyped(OptionResult given) => given.IdentifierToken?.Value ?? given.Option.Name;

    private static (bool Entry, bool Exit) Points(string text)
    {
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
                    throw new UsageException($"--rx-capture knows entry, exit and entry,exit, not '{word}'");
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

    /// <summary>Left alone, the value would be a word of the filter.</summary>
    private static void RefuseFlagsWithValues(OptionSet options, string[] words)
    {
        var flags = options.All.Where(one => !one.TakesValue).SelectMany(one => one.Names).ToHashSet();
        foreach (var word in words)
        {
            if (word.Split('=', 2) is [var name, var value] && flags.Contains(name))
                throw new UsageException($"{name} takes no value, such as '{value}'; {SeeHelp}");
        }
    }

    internal static long Number(ParseResult parsed, Option<string> option, string what, long least, long most)
    {
        if (parsed.GetResult(option) is not { } given || parsed.GetValue(option) is not { } text)
            return least;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        var range = most == long.MaxValue ? $"of at least {least}" : $"from {least} to {most}";
        throw new UsageException($"{NameTyped(given)} wants {what} {range}, not '{text}'");
    }
}
