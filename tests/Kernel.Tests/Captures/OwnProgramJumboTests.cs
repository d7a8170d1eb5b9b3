using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>Jumbo frames by our own program: taken at any MTU, and kept whole.</summary>
[Trait("Kernels", "all")]
public sealed class OwnProgramJumboTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int> SnapLengths => JumboFrame.SnapLengths;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(SnapLengths))]
    public void Frames_in_several_buffers_are_kept_to_the_byte(int snapLength)
    {
        Requires.SeveralBuffers();
        using var network = new TestNetwork(mtu: 9000);
        Check(network, "native", "entry,exit", snapLength, JumboFrame.Lengths);
    }

    [Theory]
    [InlineData("entry", 262144)]
    [InlineData("exit", 65535)]
    [InlineData("entry,exit", 65540)]
    public void Frames_in_many_buffers_too(string points, int snapLength)
    {
        Requires.SeveralBuffers();
        using var network = new TestNetwork(mtu: 65535);
        Check(network, "native", points, snapLength, JumboFrame.LongLengths);
    }

    /// <remarks>Before 6.9 the generic mode has every packet in one buffer, up to 64 KiB.</remarks>
    [Theory]
    [InlineData("entry", 262144)]
    [InlineData("entry,exit", 9000)]
    public void Generic_mode_has_long_frames_as_well(string points, int snapLength)
    {
        using var network = new TestNetwork(mtu: 65535);
        Check(network, "skb", points, snapLength, JumboFrame.LongLengths);
    }

    [Fact]
    public void A_kernel_without_several_buffers_says_that_the_MTU_may_be_too_large()
    {
        Assert.SkipUnless(Requires.Release < new Version(5, 18), $"Linux {Requires.Release} has them");
        using var network = new TestNetwork(mtu: 9000);
        using var tool = XdpdumpProcess.RunToEnd(network, "-i", TestNetwork.Receiver, "--load-xdp-program");

        Assert.Equal(1, tool.ExitCode);
        Assert.Contains("the MTU may be too large for it: try --load-xdp-mode skb", tool.Errors, StringComparison.Ordinal);
    }

    private void Check(TestNetwork network, string mode, string points, int snapLength, int[] lengths)
    {
        var path = _folder.File("a.pcapng");
        var frames = JumboFrame.Patterned(lengths);
        var recordsEach = points.Split(',').Length;
        string[] words =
        [
            "-i", TestNetwork.Receiver, "--load-xdp-program", "--load-xdp-mode", mode, "--rx-capture", points, "-w", path,
            "-s", $"{snapLength}", "-c", $"{frames.Length * recordsEach}",
        ];

        using var tool = XdpdumpProcess.StartCapturing(network, words);
        FrameSender.Send(network, frames);
        tool.WaitForExit();

        var records = CaptureFile.Read(path).Packets.Chunk(recordsEach).ToArray();
        Assert.Equal(frames.Length, records.Length);
        foreach (var (frame, packets) in frames.Zip(records))
            Assert.All(packets, packet => JumboFrame.AssertKept(frame, snapLength, packet));
        Assert.DoesNotContain("jumbo", tool.Errors, StringComparison.Ordinal);
    }
}
