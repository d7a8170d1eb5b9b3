using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>
/// A dispatcher with a single program, which libxdp puts in the place of the dispatcher's own function: nobody can trace that then.
/// </summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
[Trait("Needs", "freplace")]
[Trait("Kernels", "all")]
public sealed class DispatcherOfOneTests : NetworkTest
{
    public DispatcherOfOneTests()
    {
        Requires.Fentry();
        Requires.Freplace();
    }

    [Fact]
    public void Its_program_is_what_is_captured_at_and_all_there_is()
    {
        using var loader = XdpLoader.Load(Network, SamplePrograms.Rewrite);
        string[][] ways = [[], ["-p", "all"]];
        foreach (var words in ways)
        {
            using var file = new TracedFile();
            using var tool = Dispatching.CaptureFile(
                Network, file, 2, () => Send(Dispatching.FrameWith(5)),
                ["-i", Receiver, "--rx-capture", "entry,exit", .. words]);

            Assert.Contains(
                $"listening on rx0, ingress XDP program ID {loader.IdOf("xdp_rewrite")} func xdp_rewrite, capture mode entry/exit, ",
                tool.Errors, StringComparison.Ordinal);
            Assert.Equal(
                [("rx0@fentry", "rx0:xdp_rewrite()@fentry"), ("rx0@fexit", "rx0:xdp_rewrite()@fexit")],
                file.Interfaces.Select(one => (one.Name, one.Description)));
            Assert.Equal(
                [((ulong?)1, (byte)5, (ulong?)null), (1, 6, 2)],
                file.Packets.Select(packet => (packet.Id, packet.Data[Frames.NumberOffset], packet.Verdict)));
        }
    }

    [Fact]
    public void Asking_for_the_dispatcher_is_answered_with_why_not_and_with_the_program_to_ask_for()
    {
        using var loader = XdpLoader.Load(Network, SamplePrograms.Pass);
        var (dispatcher, program) = (loader.Dispatcher, loader.Components.Single());

        foreach (var name in new[] { "xdp_dispatcher", $"{dispatcher.Id}", dispatcher.NameAtId })
        {
            var refusal = Dispatching.Refusal(Network, "-p", name);
            Assert.Contains("cannot be traced", refusal, StringComparison.Ordinal);
            Assert.Contains(dispatcher.NameAtId, refusal, StringComparison.Ordinal);
            Assert.Contains(program.NameAtId, refusal, StringComparison.Ordinal);
        }
    }
}
