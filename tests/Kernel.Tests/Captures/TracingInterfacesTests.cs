using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>A program may run on many interfaces: only the asked one's packets are captured.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
[Trait("Kernels", "all")]
public sealed class TracingInterfacesTests
{
    private const int SameIndex = 77;

    public TracingInterfacesTests() => Requires.Fentry();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_interface_of_the_same_index_in_another_namespace_is_not_captured(bool untyped)
    {
        using var ours = new TestNetwork(receiverIndex: SameIndex);
        using var other = new TestNetwork(receiverIndex: SameIndex);
        using var target = TargetProgram.On(ours, new TargetSpec { UntypedContext = untyped });
        target.Attach(other, TestNetwork.Receiver);
        Assert.Equal((SameIndex, SameIndex), (ours.ReceiverIndex, other.ReceiverIndex));
        using var file = new TracedFile();

        using var tool = Tracing.Capture(ours, target, file, "entry,exit", 7, () =>
        {
            FrameSender.Send(other, Frames.Numbered(60, 100), Frames.Numbered(60, 101));
            FrameSender.Send(ours, Frames.Numbered(60, 1), Frames.Numbered(60, 2), Frames.Numbered(60, 3));
            FrameSender.Send(other, Frames.Numbered(60, 102), Frames.Numbered(60, 103));
        });

        Assert.Equal(7ul, target.Seen);
        AssertOurs(file);
    }

    [Fact]
    public void Another_interface_with_the_same_program_is_not_captured()
    {
        using var network = new TestNetwork();
        network.Ip("link", "add", "rx1", "type", "veth", "peer", "name", "tx1");
        network.Ip("link", "set", "rx1", "up");
        network.Ip("link", "set", "tx1", "up");
        var otherSender = network.Interface("tx1").Index;
        using var target = TargetProgram.On(network);
        target.Attach(network, "rx1");
        using var file = new TracedFile();

        using var tool = Tracing.Capture(network, target, file, "entry,exit", 7, () =>
        {
            FrameSender.SendFrom(network, otherSender, [Frames.Numbered(60, 100), Frames.Numbered(60, 101)]);
            FrameSender.Send(network, Frames.Numbered(60, 1), Frames.Numbered(60, 2), Frames.Numbered(60, 3));
            FrameSender.SendFrom(network, otherSender, [Frames.Numbered(60, 102), Frames.Numbered(60, 103)]);
        });

        Assert.Equal(7ul, target.Seen);
        AssertOurs(file);
    }

    private static void AssertOurs(TracedFile file)
    {
        uint[] numbers = [1, 1, 2, 2, 3, 3];
        Assert.Equal(numbers.Select(number => Frames.Numbered(60, number)), file.Packets.Select(packet => packet.Data));
        Assert.Equal(numbers.Select(number => (ulong?)number), file.Packets.Select(packet => packet.Id));
        Assert.Equal([3ul, 3ul], file.Statistics.Select(one => one.Received!.Value));
    }
}
