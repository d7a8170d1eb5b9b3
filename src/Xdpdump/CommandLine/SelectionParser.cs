using System.CommandLine;
using System.Globalization;
using Capture.Filters;
using Capture.Model;
using Capture.Selection;

namespace Xdpdump.CommandLine;

/// <summary>What the command line says of which packets are captured.</summary>
internal static class SelectionParser
{
    /// <param name="parsed">The options as given.</param>
    /// <param name="options">Which are which.</param>
    /// <param name="words">What is left: the filter's words.</param>
    /// <exception cref="UsageException">A value makes no sense.</exception>
    public static PacketSelection Parse(ParseResult parsed, OptionSet options, string[] words) => new()
    {
        Filter = Filter(parsed.GetValue(options.FilterFile), words),
        FilterAt = At(parsed.GetValue(options.FilterAt), words.Length > 0 || parsed.GetValue(options.FilterFile) is not null),
        Actions = parsed.GetValue(options.Action) is { } actions ? Actions(actions) : null,
        Queues = parsed.GetValue(options.RxQueue) is { } queues ? [.. queues.Split(',').Select(Queue)] : [],
        SampleEvery = parsed.GetValue(options.Sample) is null
            ? 0
            : (uint)CommandLineParser.Number(parsed, options.Sample, "a number of packets", 1, uint.MaxValue),
        OnlyModified = parsed.GetValue(options.OnlyModified),
    };

    private static PacketFilter? Filter(string? file, string[] words)
    {
        if (file is not null && words is [var word, ..])
            throw new UsageException($"the filter is read with -F, and '{word}' would be part of another one; give one of the two");
        if (file is not null)
            return new PacketFilter(FilterExpression.ReadFile(file));
        return words.Length > 0 ? new PacketFilter(FilterExpression.Join(words)) : null;
    }

    private static CapturePosition At(string? text, bool hasFilter) => text switch
    {
        null => CapturePosition.Entry,
        "entry" or "exit" when !hasFilter => throw new UsageException($"--filter-at {text} says where a filter is asked, and there is none"),
        "entry" => CapturePosition.Entry,
        "exit" => CapturePosition.Exit,
        _ => throw new UsageException($"--filter-at knows entry and exit, not '{text}'"),
    };

    private static ActionSet Actions(string text)
    {
        var mask = 0u;
        foreach (var word in text.Split(','))
        {
            var number = ActionSet.Words.ToList().FindIndex(action => action.Equals(word.Trim(), StringComparison.OrdinalIgnoreCase));
            if (number < 0)
                throw new UsageException($"--action knows {string.Join(", ", ActionSet.Words)}, not '{word}'");
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
