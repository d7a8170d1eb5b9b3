using Kernel.Tests.Support;
using Linux.Network;

namespace Kernel.Tests.Captures;

/// <summary>Every byte of every length, cut where -s says.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
[Trait("Kernels", "all")]
public sealed class TracingLengthTests : NetworkTest
{
    private const int RewrittenOffset = 20;

    // All short ones, those around the alignment and the padding of blocks, and the longest that an MTU of 1500 lets through.
    private static readonly int[] s_lengths =
        [.. Enumerable.Range(14, 51), 127, 128, 129, 255, 256, 257, 511, 512, 999, 1000, 1001, 1002, 1500, 1511, 1512, 1513, 1514];

    public TracingLengthTests() => Requires.Fentry();

    [Theory]
    [InlineData(1, XdpMode.Native)]
    [InlineData(16, XdpMode.Native)]
    [InlineData(21, XdpMode.Native)]
    [InlineData(65535, XdpMode.Native)]
    [InlineData(21, XdpMode.Generic)]
    [InlineData(65535, XdpMode.Generic)]
    public void Packets_of_every_length_are_kept_to_the_byte(int snapLength, XdpMode mode)
    {
        using var target = Attach(new TargetSpec { Action = 1, Rewrite = RewrittenOffset }, mode);
        using var file = new TracedFile();
        byte[][] frames = [.. s_lengths.Select(length => Tracing.Patterned(length))];

        using var tool = Tracing.Capture(
            Network, target, file, "entry,exit", (ulong)frames.Length, () => Send(frames), "-s", $"{snapLength}");

        Assert.Equal(2 * frames.Length, file.Packets.Count);
        Assert.All(file.Interfaces, one => Assert.Equal((uint)snapLength, one.SnapLength));
        for (var i = 0; i < frames.Length; i++)
        {
            var (entry, exit) = (file.Packets[2 * i], file.Packets[2 * i + 1]);
            Assert.Equal(((uint)frames[i].Length, (uint)frames[i].Length), (entry.OriginalLength, exit.OriginalLength));
            Assert.Equal(frames[i].Take(snapLength), entry.Data);
            if (frames[i].Length > RewrittenOffset)
                frames[i][RewrittenOffset] = 0xee;
            Assert.Equal(frames[i].Take(snapLength), exit.Data);
        }
    }
}
