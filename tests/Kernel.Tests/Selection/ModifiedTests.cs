using Kernel.Tests.Captures;
using Kernel.Tests.Support;

namespace Kernel.Tests.Selection;

/// <summary>--only-modified: packets that the program has changed, in whatever way, and no others.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
public sealed class ModifiedTests : NetworkTest
{
    private const int RewrittenOffset = 20;

    public ModifiedTests() => Requires.Fentry();

    [Theory]
    [Trait("Kernels", "all")]
    [InlineData("entry,exit", false)]
    [InlineData("entry", true)]
    [InlineData("exit", false)]
    public void Only_packets_whose_bytes_changed_are_captured(string points, bool untyped)
    {
        var spec = new TargetSpec { Rewrite = RewrittenOffset, UntypedContext = untyped };
        byte[][] frames = [.. new byte[] { 0xee, 4, 0xee, 5, 0xee }.Select(Frame)];
        var packets = Capture(spec, points, frames);

        byte[] before = [4, 5];
        Assert.Equal(
            before.SelectMany(value => (byte[])(points switch { "entry" => [value], "exit" => [0xee], _ => [value, 0xee] })),
            packets.Select(packet => packet.Data[RewrittenOffset]));
        Assert.Equal([1ul, 2ul], packets.Select(packet => packet.Id!.Value).Distinct());
    }

    [Theory]
    [InlineData("16")]
    [InlineData("1")]
    public void All_bytes_are_compared_though_fewer_are_kept(string snapLength)
    {
        var packets = Capture(new TargetSpec { Rewrite = 59 }, "entry,exit", [Frame(1), Frame(2)], "-s", snapLength);
        Assert.Equal(4, packets.Count);
        Assert.All(packets, packet => Assert.Equal((int.Parse(snapLength, null), 60u), (packet.Data.Length, packet.OriginalLength)));
    }

    [Fact]
    public void Another_length_is_a_change() => Assert.Equal(2, Capture(new TargetSpec { Shorten = 1 }, "entry,exit", [Frame(1)]).Count);

    [Fact]
    [Trait("Kernels", "all")]
    public void Another_place_of_the_first_byte_is_a_change_though_all_bytes_are_the_same()
    {
        var zeros = new byte[60];
        Assert.Empty(Capture(new TargetSpec(), "entry,exit", [zeros]));
        var packets = Capture(new TargetSpec { Shift = 4 }, "entry,exit", [zeros]);
        Assert.Equal([zeros, zeros], packets.Select(packet => packet.Data));
    }

    [Fact]
    public void Together_with_an_action_and_a_filter()
    {
        var spec = new TargetSpec { Rewrite = RewrittenOffset, ActionFromByte = 14 };
        byte[][] frames = [.. Enumerable.Range(0, 8).Select(number => Frame((byte)(number % 2 == 0 ? 0xee : number), (byte)(1 + number / 4)))];
        var packets = Capture(spec, "entry", frames, "--action", "pass", "ether[20] > 5");
        Assert.Equal([7], packets.Select(packet => packet.Data[RewrittenOffset]));
    }

    [Fact]
    public void Jumbo_frames_are_compared_to_their_last_byte()
    {
        Requires.SeveralBuffers();
        MakeNetwork(mtu: 9000);
        using var target = Attach(new TargetSpec { SeveralBuffers = true, Store = 9013 });
        using var file = new TracedFile();
        byte[][] frames = [.. Enumerable.Range(0, 3).Select(number => Tracing.Patterned(9014, number))];
        frames[1][9013] = 0xee;
        using var tool = Tracing.Capture(Network, target, file, "entry,exit", 3, () => Send(frames), "--only-modified", "-s", "64");

        Assert.Equal(
            [frames[0][..64], frames[0][..64], frames[2][..64], frames[2][..64]], file.Packets.Select(packet => packet.Data));
    }

    private static List<CapturedPacket> Capture(TargetSpec spec, string points, byte[][] frames, params string[] words)
    {
        using var own = new TestNetwork();
        using var target = TargetProgram.On(own, spec);
        using var file = new TracedFile();
        using var tool = Tracing.Capture(
            own, target, file, points, (ulong)frames.Length, () => FrameSender.Send(own, frames), ["--only-modified", .. words]);
        Assert.Equal(((ulong)file.Packets.Count, 0ul), Tracing.Counts(tool));
        return file.Packets;
    }

    private static byte[] Frame(byte value) => Frame(value, 2);

    private static byte[] Frame(byte value, byte action)
    {
        var frame = Tracing.Patterned(60);
        (frame[14], frame[RewrittenOffset]) = (action, value);
        return frame;
    }
}
