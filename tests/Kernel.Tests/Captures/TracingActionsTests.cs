using Kernel.Tests.Support;
using Linux.Network;

namespace Kernel.Tests.Captures;

/// <summary>What is captured at a loaded program: its action, its bytes before and after, in each mode.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
[Trait("Kernels", "all")]
public sealed class TracingActionsTests : NetworkTest
{
    private const int ActionOffset = 14, RewrittenOffset = 20;

    private static readonly (byte Number, string Word)[] s_actions =
        [(0, "ABORTED"), (1, "DROP"), (2, "PASS"), (3, "TX"), (4, "REDIRECT"), (7, "*unknown*")];

    public TracingActionsTests() => Requires.Fentry();

    [Theory]
    [InlineData(XdpMode.Native, false)]
    [InlineData(XdpMode.Native, true)]
    [InlineData(XdpMode.Generic, false)]
    [InlineData(XdpMode.Generic, true)]
    public void Every_action_is_the_verdict_at_exit_and_only_there(XdpMode mode, bool untyped)
    {
        var spec = new TargetSpec { ActionFromByte = ActionOffset, Rewrite = RewrittenOffset, UntypedContext = untyped };
        using var target = Attach(spec, mode);
        using var file = new TracedFile();
        byte[][] frames = [.. s_actions.Select(action => Frame(action.Number))];

        using var tool = Tracing.Capture(Network, target, file, "entry,exit", (ulong)frames.Length, () => Send(frames));

        Assert.Equal(2 * frames.Length, file.Packets.Count);
        Assert.Equal(((ulong)file.Packets.Count, 0ul), Tracing.Counts(tool));
        for (var i = 0; i < frames.Length; i++)
        {
            var (entry, exit) = (file.Packets[2 * i], file.Packets[2 * i + 1]);
            Assert.Equal((0u, 1u), (entry.InterfaceId, exit.InterfaceId));
            Assert.Equal(((ulong?)null, (ulong?)s_actions[i].Number), (entry.Verdict, exit.Verdict));
            Assert.Equal(((ulong?)(i + 1), (ulong?)(i + 1)), (entry.Id, exit.Id));
            Assert.Equal((0u, 0u), (entry.Queue, exit.Queue));
            Assert.Equal(frames[i], entry.Data);
            Assert.Equal(Rewritten(frames[i]), exit.Data);
        }
    }

    [Fact]
    public void Every_action_has_its_word_in_the_text()
    {
        using var target = Attach(new TargetSpec { ActionFromByte = ActionOffset });
        using var tool = StartCapturing("-i", Receiver, "--rx-capture", "entry,exit", "-v");
        Send(s_actions.Select(action => Frame(action.Number)));
        tool.WaitForLines(2 * s_actions.Length);
        tool.Interrupt();

        var lines = tool.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(2 * s_actions.Length, lines.Length);
        for (var i = 0; i < s_actions.Length; i++)
        {
            var rest = $": packet size 60 bytes on if_index {Network.ReceiverIndex}, rx queue 0, id {i + 1}";
            var number = s_actions[i].Number > 4 ? $"({s_actions[i].Number})" : "";
            Assert.Matches(@"^\d+\.\d{9}: ", lines[2 * i]);
            Assert.EndsWith($": {target.Spec.FunctionName}()@entry{rest}", lines[2 * i], StringComparison.Ordinal);
            Assert.EndsWith(
                $": {target.Spec.FunctionName}()@exit[{s_actions[i].Word}]{number}{rest}", lines[2 * i + 1], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("entry")]
    [InlineData("exit")]
    public void One_point_alone_has_one_record_of_each_packet(string point)
    {
        using var target = Attach(new TargetSpec { Action = 1, Rewrite = RewrittenOffset });
        using var file = new TracedFile();
        byte[][] frames = [Frame(1), Frame(2), Frame(3)];

        using var tool = Tracing.Capture(Network, target, file, point, 3, () => Send(frames));

        Assert.Equal([1ul, 2ul, 3ul], file.Packets.Select(packet => packet.Id!.Value));
        Assert.All(file.Packets, packet => Assert.Equal(point == "exit" ? 1ul : null, packet.Verdict));
        Assert.Equal(point == "exit" ? frames.Select(Rewritten) : frames, file.Packets.Select(packet => packet.Data));
        Assert.Equal($"{Receiver}@f{point}", Assert.Single(file.Interfaces).Name);
    }

    [Fact]
    public void The_full_name_of_the_function_is_in_the_banner_and_the_file()
    {
        const string name = "a_function_whose_name_is_far_longer_than_the_fifteen_the_kernel_keeps";
        using var target = Attach(new TargetSpec { FunctionName = name });
        using var file = new TracedFile();

        using var tool = Tracing.Capture(Network, target, file, "exit,entry", 1, () => Send(Frame(2)), "-s", "60");

        Assert.Contains(
            $"listening on rx0, ingress XDP program ID {target.Id} func {name}, capture mode entry/exit, capture size 60 bytes\n",
            tool.Errors, StringComparison.Ordinal);
        Assert.Equal(["rx0@fentry", "rx0@fexit"], file.Interfaces.Select(one => one.Name));
        Assert.Equal([$"rx0:{name}()@fentry", $"rx0:{name}()@fexit"], file.Interfaces.Select(one => one.Description));
        Assert.Equal([1ul, 1ul], file.Statistics.Select(one => one.Received!.Value));
    }

    private static byte[] Frame(byte action)
    {
        var frame = Tracing.Patterned(60);
        frame[ActionOffset] = action;
        return frame;
    }

    private static byte[] Rewritten(byte[] frame)
    {
        byte[] rewritten = [.. frame];
        rewritten[RewrittenOffset] = 0xee;
        return rewritten;
    }
}
