using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>A program may run on many interfaces: only the asked one's packets are captured.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
[Trait("Kernels", "all")]
public sealed class TracingInterfacesTests : NetworkTest
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
        target.Attach(other, Receiver);
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
        var otherSender = AddPair("rx1", "tx1");
        using var target = Attach();
        target.Attach(Network, "rx1");
        using var file = new TracedFile();

        using var tool = Tracing.Capture(Network, target, file, "entry,exit", 7, () =>
        {
            SendFrom(otherSender, Frames.Numbered(60, 100), Frames.Numbered(60, 101));
            Send(Frames.Numbered(60, 1), Frames.Numbered(60, 2), Frames.Numbered(60, 3));
            SendFrom(otherSender, Frames.Numbered(60, 102), Frames.Numbered(60, 103));
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
