using System.Globalization;
using System.Text.RegularExpressions;
using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>What the tests of captures at a loaded program share.</summary>
internal static partial class Tracing
{
    /// <summary>Frames that a test sends, each of another length or content.</summary>
    public static byte[] Patterned(int length, int seed = 0)
    {
        var frame = Frames.Plain(length);
        for (var at = 14; at < length; at++)
            frame[at] = (byte)(at * 7 + length + seed);
        return frame;
    }

    /// <summary>Captures into the file while the work is done, until the target has seen so many packets.</summary>
    public static XdpdumpProcess Capture(
        TestNetwork network, TargetProgram target, TracedFile file, string points, ulong expected, Action work, params string[] words)
    {
        var tool = XdpdumpProcess.StartCapturing(
            network, ["-i", TestNetwork.Receiver, "--rx-capture", points, "-w", file.Path, .. words]);
        try
        {
            work();
            Wait.Until(() => target.Seen >= expected, $"{expected} packets at the target, which saw {target.Seen}");
            tool.Interrupt();
            Assert.True(tool.ExitCode == 0, tool.Errors);
            file.Read();
            return tool;
        }
        catch
        {
            tool.Dispose();
            throw;
        }
    }

    /// <summary>Waits until no more packets come.</summary>
    public static ulong Settled(TargetProgram target)
    {
        var seen = target.Seen;
        for (ulong before = ulong.MaxValue; before != seen;)
        {
            before = seen;
            Thread.Sleep(200);
            seen = target.Seen;
        }

        return seen;
    }

    /// <summary>The two counts the tool ends with.</summary>
    public static (ulong Captured, ulong Lost) Counts(XdpdumpProcess tool) =>
        (Number(CapturedLine().Match(tool.Errors)), Number(LostLine().Match(tool.Errors)));

    /// <summary>Ids of the capture programs, as -v tells them.</summary>
    public static HashSet<uint> CapturePrograms(XdpdumpProcess tool) =>
        [.. ProgramLine().Matches(tool.Errors).Select(match => (uint)Number(match))];

    private static ulong Number(Match match)
    {
        Assert.True(match.Success, "no such line");
        return ulong.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^(\d+) packets captured$", RegexOptions.Multiline)]
    private static partial Regex CapturedLine();

    [GeneratedRegex(@"^(\d+) packets dropped by ring$", RegexOptions.Multiline)]
    private static partial Regex LostLine();

    [GeneratedRegex(@"^capture program xdpdump_\w+@(\d+) loaded$", RegexOptions.Multiline)]
    private static partial Regex ProgramLine();
}
