using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>What the tests of captures behind a dispatcher share.</summary>
internal static class Dispatching
{
    /// <summary>Captures on the receiver, as text, while frames come, until there are so many lines; that is all there are.</summary>
    public static List<TextRecord> CaptureText(TestNetwork network, byte[][] frames, int lines, params string[] words)
    {
        using var tool = XdpdumpProcess.StartCapturing(network, ["-i", TestNetwork.Receiver, .. words]);
        FrameSender.Send(network, frames);
        tool.WaitForLines(lines);
        tool.Interrupt();

        Assert.True(tool.ExitCode == 0, tool.Errors);
        var records = TextRecord.ReadAll(tool.Output);
        Assert.Equal((lines, lines), (records.Count, tool.Output.Count(c => c == '\n')));
        Assert.Equal(((ulong)lines, 0ul), Tracing.Counts(tool));
        return records;
    }

    /// <summary>Captures into a file while the work is done, until it has so many packets, and that is all it has.</summary>
    public static XdpdumpProcess CaptureFile(TestNetwork network, TracedFile file, int packets, Action work, params string[] words)
    {
        var tool = XdpdumpProcess.StartCapturing(network, [.. words, "-w", file.Path]);
        try
        {
            work();
            Wait.Until(
                () => Captures.CaptureFile.CountPackets(file.Path) >= packets || tool.HasExited,
                $"{packets} packets in the file; errors: {tool.Errors}");
            tool.Interrupt();
            Assert.True(tool.ExitCode == 0, tool.Errors);
            file.Read();
            Assert.Equal(packets, file.Packets.Count);
            Assert.Equal(((ulong)packets, 0ul), Tracing.Counts(tool));
            return tool;
        }
        catch
        {
            tool.Dispose();
            throw;
        }
    }

    /// <summary>Runs the tool on the receiver to its end, which is an error of one line; gives the line.</summary>
    public static string Refusal(TestNetwork network, params string[] words)
    {
        using var tool = XdpdumpProcess.RunToEnd(network, ["-i", TestNetwork.Receiver, .. words]);
        Assert.Equal((1, ""), (tool.ExitCode, tool.Output));
        var line = Assert.Single(tool.Errors.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("ERROR: ", line, StringComparison.Ordinal);
        return line;
    }

    /// <summary>Frames whose byte behind the Ethernet header is given: what xdp_rewrite adds to, and xdp_action acts by.</summary>
    public static byte[] FrameWith(byte first)
    {
        var frame = Tracing.Patterned(60, first);
        frame[Frames.NumberOffset] = first;
        return frame;
    }
}
