using System.Buffers.Binary;
using System.Diagnostics;
using Kernel.Tests.Support;
using Linux.Time;

namespace Kernel.Tests.Captures;

/// <summary>Stamps against those of another tool. This compares clocks, not speed: the bounds are wide.</summary>
public sealed class TimeTests : NetworkTest
{
    // The wall clock's distance from the monotonic one is known to a microsecond; twice that.
    private const long Slack = 2_000;
    private const long Bound = 50_000_000;
    private const int Count = 20;

    [Fact]
    public void Stamps_are_those_of_tcpdump_but_a_little_earlier()
    {
        var (ours, theirs) = (Folder.File("ours.pcapng"), Folder.File("theirs.pcap"));
        var before = Clock.RealtimeNanoseconds();

        using var tcpdump = StartTcpdump(theirs);
        using var tool = StartCapturing("-i", Receiver, "--load-xdp-program", "-w", ours, "-c", $"{Count}");
        foreach (var number in Enumerable.Range(0, Count))
        {
            Send(Frames.Numbered(64, (uint)number));
            Thread.Sleep(5);
        }

        tool.WaitForExit();
        Assert.True(tcpdump.WaitForExit(Wait.Patience), "tcpdump saw fewer packets");
        var after = Clock.RealtimeNanoseconds();

        var mine = CaptureFile.Read(ours).Packets.ToDictionary(packet => Number(packet.Data), packet => (long)packet.Timestamp);
        var others = ReadNanosecondPcap(theirs);
        Assert.Equal((Count, Count), (mine.Count, others.Count));
        Assert.All(mine.Values, stamp => Assert.InRange(stamp, before - Slack, after + Slack));
        var earlier = mine.Select(packet => others[packet.Key] - packet.Value).ToList();
        Assert.All(earlier, time => Assert.InRange(time, -Slack, long.MaxValue));
        // A busy machine may stop between the two stamps of a packet, but hardly of each.
        Assert.InRange(earlier.Min(), -Slack, Bound);
    }

    private Process StartTcpdump(string path)
    {
        var process = Process.Start(new ProcessStartInfo(
            "nsenter",
            [
                $"--net={Network.Path}", "tcpdump", "-i", Receiver, "-Q", "in", "-c", $"{Count}", "-w", path,
                "--time-stamp-precision=nano", "-Z", "root",
            ])
        { RedirectStandardError = true })!;
        while (process.StandardError.ReadLine() is { } line)
        {
            if (line.Contains("listening on", StringComparison.Ordinal))
                return process;
        }

        throw new InvalidOperationException("tcpdump did not start");
    }

    private static uint Number(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt32BigEndian(frame[Frames.NumberOffset..]);

    /// <summary>The classic format: a header of 24 bytes, then { seconds, nanoseconds, captured, original, bytes } each.</summary>
    private static Dictionary<uint, long> ReadNanosecondPcap(string path)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        Assert.Equal(0xa1b23c4d, BitConverter.ToUInt32(file));
        var stamps = new Dictionary<uint, long>();
        for (file = file[24..]; !file.IsEmpty; file = file[(16 + BitConverter.ToInt32(file[8..]))..])
            stamps.Add(Number(file[16..]), BitConverter.ToUInt32(file) * 1_000_000_000L + BitConverter.ToUInt32(file[4..]));
        return stamps;
    }
}
