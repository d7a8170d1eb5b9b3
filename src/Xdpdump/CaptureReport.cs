using Capture;
using Capture.Model;
using Capture.Output;
using Xdpdump.CommandLine;
using Xdpdump.Sentences;

namespace Xdpdump;

/// <summary>What is said of a capture when it is over.</summary>
internal static class CaptureReport
{
    private static string Describe(PointStatistics point)
    {
        var text = $"{point.Point.Title}: {point.Captured} captured, {point.Lost} dropped";
        var where = point.LostOnCpu.Index().Where(cpu => cpu.Item > 0).Select(cpu => $"{cpu.Item} on CPU {cpu.Index}").ToList();
        if (point.LostBySkip > 0)
            where.Add($"{point.LostBySkip} where the kernel skipped a run");
        if (point.LostWithoutRing > 0)
            where.Add($"{point.LostWithoutRing} on CPUs that have no ring");
        if (where.Count > 0)
            text += $": {string.Join(", ", where)}";
        return point.LostAtEnd == 0 ? text : $"{text}; of these {point.LostAtEnd} after the last one captured";
    }

    private static string Describe(OutputFailed output, ulong packets)
    {
        var failure = $"Cannot write {output.Path}: {output.Errno.Description}";
        return output.BytesKept is { } bytes ? $"{failure}; {packets} packets ({bytes} bytes) were kept" : failure;
    }

    /// <summary>The two counts, point by point before them where details are wanted, and what went wrong.</summary>
    /// <returns>The exit status.</returns>
    public static int Say(CaptureResult result, Settings settings)
    {
        if (settings.Verbosity > 0)
        {
            foreach (var point in result.Points)
                Messages.Say(Describe(point));
        }

        // The two counts come last but for errors: scripts read them there.
        CaptureWarnings.AtEnd(result);
        Messages.Say("");
        Messages.Say($"{result.Captured} packets captured");
        Messages.Say($"{result.Lost} packets dropped by ring");
        if (result.Unreadable > 0)
        {
            Messages.Fail($"the kernel refused to hand over {result.Unreadable} packets, which count as dropped: "
                + "is it locked down (/sys/kernel/security/lockdown)?");
        }

        if (result.OutputEnd is OutputFailed output)
            return Messages.Fail(Describe(output, result.Captured));
        if (result.OutputEnd is OutputTruncated truncated)
            return Messages.Fail($"Cannot write {truncated.Path} any more: somebody else has cut it meanwhile, and what was in it is gone");
        return result.Failure is { } failure ? Messages.Fail(Sentence.Of(failure)) : 0;
    }
}
