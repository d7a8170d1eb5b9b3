using Ebpf.Objects;
using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>However a capture ends, nothing of it stays and the traced program goes on.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
[Trait("Kernels", "all")]
public sealed class TracingEndTests : NetworkTest
{
    public TracingEndTests() => Requires.Fentry();

    [Theory]
    [InlineData("KILL", 137)]
    [InlineData("INT", 0)]
    [InlineData("TERM", 0)]
    public void Nothing_stays_attached_and_the_program_goes_on(string signal, int exitCode)
    {
        using var target = Attach();
        using var tool = StartCapturing("-i", Receiver, "--rx-capture", "entry,exit", "-v");
        Send(Frames.Plain(60), Frames.Plain(60));
        tool.WaitForLines(4);
        var programs = Tracing.CapturePrograms(tool);
        Assert.Equal(2, programs.Count);
        Assert.Equal(2, LinksOf(programs).Count);
        Assert.Equal(2ul, target.Seen);

        tool.Signal(signal);
        tool.WaitForExit();

        Assert.Equal(exitCode, tool.ExitCode);
        Wait.Until(() => LinksOf(programs).Count == 0, "the links to go");
        Wait.Until(() => !BpfProgram.Ids().Any(programs.Contains), "the programs to go");
        Send(Frames.Plain(60), Frames.Plain(60), Frames.Plain(60));
        Wait.Until(() => target.Seen == 5, "the program to see five packets");
        Assert.Equal(target.Id, Assert.Single(Network.Interface(Receiver).Attachments).ProgramId);
    }

    [Fact]
    public void The_next_capture_after_a_killed_one_starts_afresh()
    {
        using var target = Attach();
        using (var killed = StartCapturing("-i", Receiver, "--rx-capture", "entry,exit"))
        {
            Send(Frames.Plain(60));
            killed.Signal("KILL");
            killed.WaitForExit();
        }

        using var file = new TracedFile();
        using var tool = Tracing.Capture(Network, target, file, "entry,exit", 2, () => Send(Frames.Plain(61)));

        Assert.Equal([61u, 61u], file.Packets.Select(packet => packet.OriginalLength));
        Assert.Equal([1ul, 1ul], file.Packets.Select(packet => packet.Id!.Value));
    }

    private static List<uint> LinksOf(HashSet<uint> programs)
    {
        var links = new List<uint>();
        foreach (var id in BpfLink.Ids())
        {
            using var link = BpfLink.TryOpenById(id);
            if (link is not null && programs.Contains(link.GetInfo().ProgramId))
                links.Add(id);
        }

        return links;
    }
}
