using Kernel.Tests.Support;
using Linux.Network;

namespace Kernel.Tests.Captures;

/// <summary>Jumbo frames at a loaded program: several buffers, all of them kept, before and after it.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
public sealed class TracingJumboTests : NetworkTest
{
    private static readonly TargetSpec s_several = new() { Action = 1, SeveralBuffers = true };

    public TracingJumboTests() => Requires.Fentry();

    public static TheoryData<int> SnapLengths => JumboFrame.SnapLengths;

    [Theory]
    [MemberData(nameof(SnapLengths))]
    [Trait("Kernels", "all")]
    public void Frames_in_several_buffers_are_kept_to_the_byte(int snapLength) =>
        Check(s_several, 9000, XdpMode.Native, snapLength, JumboFrame.Lengths);

    [Theory]
    [InlineData(5000)]
    [InlineData(262144)]
    [Trait("Kernels", "all")]
    public void At_a_target_with_an_untyped_context_too(int snapLength) =>
        Check(s_several with { UntypedContext = true }, 9000, XdpMode.Native, snapLength, JumboFrame.Lengths);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Frames_in_many_buffers_too(bool untyped) =>
        Check(s_several with { UntypedContext = untyped }, 65535, XdpMode.Native, 262144, JumboFrame.LongLengths);

    /// <remarks>In one buffer before 6.9, and wherever the target does not take several.</remarks>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Generic_mode_has_long_frames_as_well(bool severalBuffers)
    {
        if (severalBuffers)
            Requires.SeveralBuffers();
        Check(s_several with { SeveralBuffers = severalBuffers }, 65535, XdpMode.Generic, 262144, JumboFrame.LongLengths);
    }

    [Theory]
    [InlineData(10, 8000)]
    [InlineData(2000, 3600)]
    [InlineData(5000, 13)]
    [InlineData(5494, 3519)]
    [InlineData(5600, 0)]
    public void What_the_target_writes_and_cuts_off_shows_at_exit_alone(int shorten, int stored)
    {
        Requires.SeveralBuffers();
        MakeNetwork(mtu: 9000);
        using var target = Attach(s_several with { Shorten = shorten, Store = stored });
        using var file = new TracedFile();
        var frame = Tracing.Patterned(9014);
        using var tool = Tracing.Capture(Network, target, file, "entry,exit", 1, () => Send(frame));

        Assert.Equal(2, file.Packets.Count);
        JumboFrame.AssertKept(frame, 262144, file.Packets[0]);
        frame[stored] = 0xee;
        JumboFrame.AssertKept(frame[..^shorten], 262144, file.Packets[1]);
    }

    /// <remarks>The VM's kernels have perf_event_paranoid above 1: addresses are for those with CAP_SYSLOG.</remarks>
    [Fact]
    public void Without_CAP_SYSLOG_the_first_buffer_is_kept_and_the_original_length_told()
    {
        Requires.SeveralBuffers();
        Requires.SecretAddresses();
        MakeNetwork(mtu: 9000);
        using var target = Attach(s_several);
        using var file = new TracedFile();
        var frames = JumboFrame.Patterned(JumboFrame.Lengths);
        using var tool = StartShell(
            "exec setpriv --bounding-set=-syslog --inh-caps=-syslog $XDPDUMP "
            + $"-i {Receiver} --rx-capture entry,exit -w {file.Path} -c {2 * frames.Length}");
        tool.WaitForBanner();
        Send(frames);
        tool.WaitForExit();
        file.Read();

        Assert.Equal(2 * frames.Length, file.Packets.Count);
        foreach (var (frame, pair) in frames.Zip(file.Packets.Chunk(2)))
        {
            Assert.All(pair, packet => Assert.Equal((uint)frame.Length, packet.OriginalLength));
            Assert.All(pair, packet => Assert.Equal(frame.Take(JumboFrame.FirstBuffer), packet.Data));
        }

        Assert.Contains("WARNING: CAP_SYSLOG is missing, without which jumbo frames are kept only up to the end of their first buffer;",
            tool.Errors, StringComparison.Ordinal);
        var cut = 2 * frames.Count(frame => frame.Length > JumboFrame.FirstBuffer);
        Assert.Contains(
            $"WARNING: {cut} packets were kept with fewer bytes than they have and -s allows: CAP_SYSLOG is missing", tool.Errors,
            StringComparison.Ordinal);
    }

    /// <remarks>The frames: the byte lies in the first buffer, behind it, and behind the packet's end.</remarks>
    [Theory]
    [InlineData("ether[5000] = 0x11", "entry", 0, 1)]
    [InlineData("ether[5000] = 0x11 or len = 9000", "exit", 0, 1)]
    [InlineData("len = 9000 or ether[5000] = 0x11", "exit", 1, 0)]
    [InlineData("ether[ether[14] * 0 + 5000:4] = 0x11", "entry,exit", 0, 2)]
    [InlineData("ether[3000] = 0x11", "entry", 0, 0)]
    public void What_the_filter_cannot_see_without_CAP_SYSLOG_counts_as_dropped_in_words(string filter, string points, int captured, int dropped)
    {
        Requires.SeveralBuffers();
        Requires.SecretAddresses();
        MakeNetwork(mtu: 9000);
        using var target = Attach(s_several);
        using var tool = StartShell(
            "exec setpriv --bounding-set=-syslog --inh-caps=-syslog $XDPDUMP "
            + $"-i {Receiver} --rx-capture {points} '{filter}'");
        tool.WaitForBanner();
        Send(new byte[60], new byte[4000], new byte[9000]);
        tool.Interrupt();

        Assert.Contains("WARNING: packets that the filter would have to look at behind their first buffer count as dropped", tool.Errors, StringComparison.Ordinal);
        Assert.Contains($"\n{captured} packets captured\n{dropped} packets dropped by ring\n", tool.Errors, StringComparison.Ordinal);
        Assert.Equal(
            dropped > 0, tool.Errors.Contains("WARNING: 1 packets could not be judged by the filter", StringComparison.Ordinal));
    }

    private void Check(TargetSpec spec, int mtu, XdpMode mode, int snapLength, int[] lengths)
    {
        if (mode == XdpMode.Native)
            Requires.SeveralBuffers();
        MakeNetwork(mtu: mtu);
        using var target = Attach(spec, mode);
        using var file = new TracedFile();
        var frames = JumboFrame.Patterned(lengths);
        using var tool = Tracing.Capture(
            Network, target, file, "entry,exit", (ulong)frames.Length, () => Send(frames), "-s", $"{snapLength}");

        Assert.Equal(2 * frames.Length, file.Packets.Count);
        foreach (var (frame, pair) in frames.Zip(file.Packets.Chunk(2)))
            Assert.All(pair, packet => JumboFrame.AssertKept(frame, snapLength, packet));
        Assert.DoesNotContain("jumbo", tool.Errors, StringComparison.Ordinal);
    }
}
