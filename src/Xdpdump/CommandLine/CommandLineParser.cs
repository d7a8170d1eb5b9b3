using System.Globalization;
using Capture.Records;
using Linux.Network;
using Xdpdump.Sentences;

namespace Xdpdump.CommandLine;

/// <summary>Turns the words of the command line into <see cref="Settings"/>.</summary>
internal static class CommandLineParser
{
    internal const string SeeHelp = "xdpdump --help lists the options";

    private static readonly OptionSet s_options = new();

    /// <exception cref="UsageException">A word is unknown, a value makes no sense or is missing.</exception>
    public static Settings Parse(string[] words)
    {
        var options = s_options;
        var given = ArgumentReader.Read(options.All, words);
        if (given.Has(options.Json) && !given.Has(options.ListInterfaces))
            throw new UsageException("--json goes with -D: only the list of interfaces can be had as JSON");
        if (given.Has(options.ListInterfaces) && given.Words is [var stray, ..])
            throw new UsageException($"unexpected word '{stray}'; {SeeHelp}");

        var selection = SelectionParser.Parse(given, options);
        var (entry, exit) = Points(given.Value(options.RxCapture) ?? (selection.OnlyModified ? "entry,exit" : "entry"));
        return new Settings
        {
            Interfaces = given.Values(options.Interface),
            ListInterfaces = given.Has(options.ListInterfaces),
            Json = given.Has(options.Json),
            NetworkNamespace = given.Value(options.NetworkNamespace),
            ProgramNames = given.Value(options.ProgramNames) is { } names ? Programs(names) : null,
            Promiscuous = given.Has(options.Promiscuous),
            PerfWakeup = (uint)(Number(given, options.PerfWakeup, "a number of packets", 0, int.MaxValue) ?? 0),
            UsePcap = given.Has(options.UsePcap),
            AtEntry = entry,
            AtExit = exit,
            Selection = selection,
            RingSize = 1024 * (uint)(Number(given, options.BufferSize, "a number of KiB", 0, RingLayout.MaximumDataSize / 1024) ?? 0),
            DumpFilter = given.Times(options.DumpFilter),
            KernelTypesFile = given.Value(options.KernelTypesFile),
            SnapLength = (uint)(Number(given, options.SnapLength, "a number of bytes", 0, RingLayout.MaximumSnapLength) ?? 0),
            Output = given.Value(options.Write),
            Hex = given.Has(options.Hex),
            LoadXdpProgram = given.Has(options.LoadXdpProgram),
            LoadMode = Mode(given.Value(options.LoadXdpMode)),
            Count = Number(given, options.Count, "a number of packets", 1, long.MaxValue),
            Verbosity = given.Times(options.Verbose),
            ShowHelp = given.Has(options.Help),
            ShowVersion = given.Has(options.Version),
        };
    }

    /// <summary>tcpdump's -p takes no value, so that the option behind it would become a program's name here.</summary>
    private static string Programs(string text) => text[0] == '-'
        ? throw new UsageException($"-p wants names or ids of programs, not '{text}'; tcpdump's -p is not needed: no interface is made promiscuous "
            + "without -P")
        : text;

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
                    throw new UsageException($"--rx-capture knows entry, exit and entry,exit, not '{word}'{Suggestion.DidYouMean(word, ["entry", "exit"])}");
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
        _ => throw new UsageException($"--load-xdp-mode knows native, skb, hw and unspecified, not '{text}'"
            + Suggestion.DidYouMean(text, ["native", "skb", "hw", "unspecified"])),
    };

    /// <summary>A value that is a number within bounds; null where it was not given.</summary>
    internal static long? Number(GivenOptions given, OptionEntry option, string what, long least, long most)
    {
        if (given.Value(option) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        var range = most == long.MaxValue ? $"of at least {least}" : $"from {least} to {most}";
        throw new UsageException($"{given.NameTyped(option)} wants {what} {range}, not '{text}'");
    }
}
