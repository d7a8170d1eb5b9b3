using System.Globalization;
using Capture.Filters;
using Capture.Model;
using Capture.Selection;
using Xdpdump.Sentences;

namespace Xdpdump.CommandLine;

/// <summary>What the command line says of which packets are captured.</summary>
internal static class SelectionParser
{
    /// <param name="given">The options as given, and the filter's words.</param>
    /// <param name="options">Which are which.</param>
    /// <exception cref="UsageException">A value makes no sense.</exception>
    public static PacketSelection Parse(GivenOptions given, OptionSet options) => new()
    {
        Filter = Filter(given.Value(options.FilterFile), given.Words),
        FilterAt = At(given.Value(options.FilterAt), given.Words.Count > 0 || given.Has(options.FilterFile)),
        Actions = given.Value(options.Action) is { } actions ? Actions(actions) : null,
        Queues = given.Value(options.RxQueue) is { } queues ? [.. queues.Split(',').Select(Queue)] : [],
        SampleEvery = (uint)(CommandLineParser.Number(given, options.Sample, "a number of packets", 1, uint.MaxValue) ?? 0),
        OnlyModified = given.Has(options.OnlyModified),
    };

    private static PacketFilter? Filter(string? file, IReadOnlyList<string> words)
    {
        if (file is not null && words is [var word, ..])
            throw new UsageException($"the filter is read with -F, and '{word}' would be part of another one; give one of the two");
        if (file is not null)
            return new PacketFilter(FilterFile.Read(file));
        return words.Count > 0 ? new PacketFilter(FilterExpression.Join(words)) : null;
    }

    private static CapturePosition At(string? text, bool hasFilter) => text switch
    {
        null => CapturePosition.Entry,
        "entry" or "exit" when !hasFilter => throw new UsageException($"--filter-at {text} says where a filter is asked, and there is none"),
        "entry" => CapturePosition.Entry,
        "exit" => CapturePosition.Exit,
        _ => throw new UsageException($"--filter-at knows entry and exit, not '{text}'{Suggestion.DidYouMean(text, ["entry", "exit"])}"),
    };

    private static ActionSet Actions(string text)
    {
        var mask = 0u;
        foreach (var word in text.Split(','))
        {
            var number = ActionSet.Words.ToList().FindIndex(action => action.Equals(word.Trim(), StringComparison.OrdinalIgnoreCase));
            if (number < 0)
                throw new UsageException($"--action knows {string.Join(", ", ActionSet.Words)}, not '{word}'{Suggestion.DidYouMean(word, ActionSet.Words)}");
            mask |= 1u << number;
        }

        return new ActionSet(mask);
    }

    private static QueueRange Queue(string text)
    {
        var ends = text.Split('-');
        return ends.Length <= 2 && Number(ends[0]) is { } first && Number(ends[^1]) is { } last && first <= last
            ? new QueueRange(first, last)
            : throw new UsageException($"--rx-queue wants numbers and ranges of receive queues, such as 0,3-5, not '{text}'");
    }

    private static uint? Number(string text) =>
        uint.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
