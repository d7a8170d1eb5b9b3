using Ebpf.Features;
using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>Jumbo frames by our own program: taken at any MTU, and kept whole.</summary>
[Trait("Kernels", "all")]
public sealed class OwnProgramJumboTests : NetworkTest
{
    public static TheoryData<int> SnapLengths => JumboFrame.SnapLengths;

    [Theory]
    [MemberData(nameof(SnapLengths))]
    public void Frames_in_several_buffers_are_kept_to_the_byte(int snapLength)
    {
        Requires.SeveralBuffers();
        MakeNetwork(mtu: 9000);
        Check("native", "entry,exit", snapLength, JumboFrame.Lengths);
    }

    [Theory]
    [InlineData("entry", 262144)]
    [InlineData("exit", 65535)]
    [InlineData("entry,exit", 65540)]
    public void Frames_in_many_buffers_too(string points, int snapLength)
    {
        Requires.SeveralBuffers();
        MakeNetwork(mtu: 65535);
        Check("native", points, snapLength, JumboFrame.LongLengths);
    }

    /// <remarks>Before 6.9 the generic mode has every packet in one buffer, up to 64 KiB.</remarks>
    [Theory]
    [InlineData("entry", 262144)]
    [InlineData("entry,exit", 9000)]
    public void Generic_mode_has_long_frames_as_well(string points, int snapLength)
    {
        MakeNetwork(mtu: 65535);
        Check("skb", points, snapLength, JumboFrame.LongLengths);
    }

    /// <remarks>As BIG TCP makes them: longer than what the kernel's own copying reaches (131070).</remarks>
    [Theory]
    [InlineData("entry", 262144)]
    [InlineData("entry,exit", 150_000)]
    public void The_longest_packets_are_kept_to_the_byte(string points, int snapLength)
    {
        var frames = JumboFrame.Patterned(s_longest);
        using var tap = new TunDevice(Network, "tap0", isTap: true);
        var path = Folder.File("a.pcapng");
        using var tool = Start("--rx-capture", points, "-w", path, "-s", $"{snapLength}");
        foreach (var frame in frames)
            tap.Receive(frame);
        tool.Interrupt();

        var records = CaptureFile.Read(path).Packets.Chunk(points.Split(',').Length).ToArray();
        Assert.Equal(frames.Length, records.Length);
        foreach (var (frame, packets) in frames.Zip(records))
            Assert.All(packets, packet => JumboFrame.AssertKept(frame, snapLength, packet));
        Assert.DoesNotContain("fewer bytes", tool.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(131_069)]
    [InlineData(131_070)]
    [InlineData(184_999)]
    public void A_filter_sees_the_last_byte_of_the_longest_packets(int at)
    {
        var frame = JumboFrame.Patterned([185_000])[0];
        var other = (byte[])frame.Clone();
        other[at] ^= 0xff;
        using var tap = new TunDevice(Network, "tap0", isTap: true);
        using var tool = Start($"ether[{at}] = {frame[at]} and len = 185000");
        tap.Receive(other);
        tap.Receive(frame[..at]); // ends before that byte: no match, and no doubt
        tap.Receive(frame);
        tool.Interrupt();

        Assert.EndsWith("\n1 packets captured\n0 packets dropped by ring\n", tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_CAP_PERFMON_what_the_filter_cannot_see_counts_as_dropped_in_words()
    {
        Requires.SeveralBuffers();
        using var tap = new TunDevice(Network, "tap0", isTap: true);
        using var tool = StartShell(
            "exec setpriv --bounding-set=-perfmon,-sys_admin --inh-caps=-perfmon,-sys_admin $XDPDUMP "
            + "-i tap0 --load-xdp-program --load-xdp-mode skb 'ether[150000] = 1'");
        tool.WaitForBanner();
        foreach (var frame in JumboFrame.Patterned([131_070, 131_071, 150_000, 185_000]))
            tap.Receive(frame);
        tool.Interrupt();

        Assert.Contains("\n0 packets captured\n1 packets dropped by ring\n", tool.Errors, StringComparison.Ordinal);
        Assert.Contains("WARNING: 1 packets could not be judged by the filter", tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_without_several_buffers_passes_on_that_the_MTU_is_too_large()
    {
        Assert.SkipWhen(Requires.Has(XdpFeatures.Fragments), $"Linux {KernelRelease.Current} has them");
        MakeNetwork(mtu: 9000);
        using var tool = RunToEnd("-i", Receiver, "--load-xdp-program");

        Assert.Equal(1, tool.ExitCode);
        Assert.Contains("MTU is too large to set XDP\"; --load-xdp-mode skb runs it in the network stack", tool.Errors, StringComparison.Ordinal);
    }

    private static readonly int[] s_longest = [131_069, 131_070, 131_071, 140_000, 185_000];

    private XdpdumpProcess Start(params string[] words) =>
        StartCapturing(["-i", "tap0", "--load-xdp-program", "--load-xdp-mode", "skb", .. words]);

    private void Check(string mode, string points, int snapLength, int[] lengths)
    {
        var path = Folder.File("a.pcapng");
        var frames = JumboFrame.Patterned(lengths);
        var recordsEach = points.Split(',').Length;
        string[] words =
        [
            "-i", Receiver, "--load-xdp-program", "--load-xdp-mode", mode, "--rx-capture", points, "-w", path,
            "-s", $"{snapLength}", "-c", $"{frames.Length * recordsEach}",
        ];

        using var tool = StartCapturing(words);
        Send(frames);
        tool.WaitForExit();

        var records = CaptureFile.Read(path).Packets.Chunk(recordsEach).ToArray();
        Assert.Equal(frames.Length, records.Length);
        foreach (var (frame, packets) in frames.Zip(records))
            Assert.All(packets, packet => JumboFrame.AssertKept(frame, snapLength, packet));
        Assert.DoesNotContain("jumbo", tool.Errors, StringComparison.Ordinal);
    }
}
