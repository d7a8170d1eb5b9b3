using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>--perf-wakeup saves wake-ups and never packets.</summary>
[Collection("captures")]
public sealed class WakeUpTests : NetworkTest
{
    [Theory]
    [InlineData("0", "at the first packet")]
    [InlineData("1", "at the first packet")]
    [InlineData("32", "when a CPU has captured 32 packets")]
    [InlineData("128", "when a CPU has captured 128 packets")]
    public void A_packet_that_wakes_nobody_is_not_left_behind(string packets, string said)
    {
        using var tool = StartCapturing("-i", Receiver, "--load-xdp-program", $"--perf-wakeup={packets}", "-v");
        Assert.Contains($"the reader wakes up {said}", tool.Errors, StringComparison.Ordinal);

        Send(Frames.Plain(60));
        tool.WaitForLines(1);
        Send(Enumerable.Repeat(Frames.Plain(61), 1000));
        tool.WaitForLines(1001);
        tool.Interrupt();

        Assert.Equal((1001ul, 0ul), Tracing.Counts(tool));
    }
}
