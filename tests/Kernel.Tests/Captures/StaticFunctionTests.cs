using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>
/// Functions that a program calls, of which the compiler may have dropped the context or what they return and left the types as they were:
/// nothing is read that is not proven to be the packet, and no action is told that nobody returned.
/// </summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
public sealed class StaticFunctionTests : NetworkTest
{
    private static readonly byte[][] s_frames = [Frames.Plain(60), Frames.Plain(61)];

    public StaticFunctionTests() => Requires.Fentry();

    [Fact]
    [Trait("Kernels", "all")]
    public void Each_function_tells_what_is_certain_of_it()
    {
        using var program = DirectProgram.Attach(Network, SamplePrograms.Statics, "xdp_statics");
        string[] names = ["dropped", "unread", "sometimes", "pointer", "nothing", "global"];

        string[] once =
        [
            "xdp_statics()@entry", "xdp_statics_global()@entry", "xdp_statics_global()@exit[*unknown*]",
            "xdp_statics_unread()@entry", "xdp_statics_unread()@exit", "xdp_statics_nothing()@entry", "xdp_statics_nothing()@exit",
            .. Enumerable.Repeat<string[]>(["xdp_statics_sometimes()@entry", "xdp_statics_sometimes()@exit[TX]"], 2).SelectMany(one => one),
            "xdp_statics_pointer()@entry", "xdp_statics_pointer()@exit[REDIRECT]", "xdp_statics()@exit[PASS]",
        ];

        using var tool = Capture(
            2 * once.Length, "-p", $"xdp_statics,{string.Join(',', names.Select(name => $"xdp_statics_{name}"))}", "--rx-capture",
            "entry,exit");

        // Of the function whose context the compiler dropped both records are lost, and nothing else is.
        Assert.Equal(
            [.. once.Select(place => (1ul, place, 60)), .. once.Select(place => (2ul, place, 61))],
            TextRecord.ReadAll(tool.Output).Select(record => (record.Id, record.Place, record.Size)));
        Assert.Equal((2 * (ulong)once.Length, 4ul), Tracing.Counts(tool));
        Assert.Contains(
            "WARNING: 4 times the first argument of a function that a warning at the start names was not the packet's context: nothing was "
            + "captured then, and what was wanted counts as dropped\n", tool.Errors, StringComparison.Ordinal);

        foreach (var name in names)
        {
            // Kernels since 6.8 deem a static function unreliable, too, that returns nothing.
            if (name != "nothing")
            {
                Says(tool, name is "dropped" or "pointer",
                    $"WARNING: the kernel does not take the arguments of function xdp_statics_{name}@{program.Id} to be as declared: ");
            }

            Says(tool, name == "unread",
                $"WARNING: records at the exit of function xdp_statics_{name}@{program.Id} tell no action: no caller reads what ");
            Says(tool, name == "nothing",
                $"WARNING: records at the exit of function xdp_statics_{name}@{program.Id} tell no action: it is declared to ");
        }
    }

    [Theory]
    [InlineData("entry", 2, 2, "ether proto 0x88b5")]
    [InlineData("entry", 2, 2, "--action", "pass")] // asked of what the main function returns
    [InlineData("exit", 0, 2, "--action", "drop")] // and what is not wanted is not missed
    [InlineData("exit", 2, 4, "--only-modified")] // which looks at both sides
    public void A_function_without_its_context_alone_is_warned_of_and_its_runs_are_counted(
        string point, ulong lost, int times, params string[] words)
    {
        using var program = DirectProgram.Attach(Network, SamplePrograms.Statics, "xdp_statics");
        using var tool = Capture(0, ["-p", "xdp_statics_dropped", "--rx-capture", point, .. words]);

        Assert.Equal((0ul, lost), Tracing.Counts(tool));
        Says(tool, true, $" or capture at xdp_statics@{program.Id}" + (words[0] == "--action" ? "; --action asks" : "\n"));
        Says(tool, true, $"WARNING: {times} times the first argument of a function that a warning at the start names was not ");
    }

    [Fact]
    public void What_is_not_proven_leaves_the_packets_other_records_alone_where_they_wait_too()
    {
        using var program = DirectProgram.Attach(Network, SamplePrograms.Statics, "xdp_statics");
        using var tool = Capture(4, "-p", "xdp_statics,xdp_statics_dropped", "--rx-capture", "entry,exit", "--action", "pass");
        Assert.Equal(
            [
                (1ul, "xdp_statics()@entry"), (1ul, "xdp_statics()@exit[PASS]"),
                (2ul, "xdp_statics()@entry"), (2ul, "xdp_statics()@exit[PASS]"),
            ],
            TextRecord.ReadAll(tool.Output).Select(record => (record.Id, record.Place)));
        Assert.Equal((4ul, 4ul), Tracing.Counts(tool));
    }

    [Fact]
    [Trait("Kernels", "all")]
    public void A_function_whose_other_arguments_are_not_understood_is_captured_at_whatever_is_asked()
    {
        using var program = DirectProgram.Attach(Network, SamplePrograms.Statics, "xdp_statics");

        string[][] ways = [["arp or ether proto 0x88b5"], ["--action", "pass"]];
        foreach (var words in ways)
        {
            using var tool = Capture(2, ["-p", "xdp_statics_pointer", "--rx-capture", "exit", .. words]);
            Assert.Equal(
                [(1ul, "xdp_statics_pointer()@exit[REDIRECT]", 60), (2ul, "xdp_statics_pointer()@exit[REDIRECT]", 61)],
                TextRecord.ReadAll(tool.Output).Select(record => (record.Id, record.Place, record.Size)));
            Assert.Equal((2ul, 0ul), Tracing.Counts(tool));
            Says(tool, false, " times the first argument of a function ");
        }
    }

    [Fact]
    public void What_cannot_be_known_is_refused()
    {
        using var program = DirectProgram.Attach(Network, SamplePrograms.Statics, "xdp_statics");

        Assert.StartsWith(
            $"ERROR: --action cannot be asked of function xdp_statics_unread@{program.Id}: no caller reads what it returns, ",
            Dispatching.Refusal(Network, "-p", "xdp_statics_unread", "--action", "drop"), StringComparison.Ordinal);
        Assert.StartsWith(
            $"ERROR: function xdp_statics_second@{program.Id} does not get the packet ",
            Dispatching.Refusal(Network, "-p", "xdp_statics_second"), StringComparison.Ordinal);
    }

    /// <summary>Captures both frames; where no line is to come, until the frames are through.</summary>
    private XdpdumpProcess Capture(int lines, params string[] words)
    {
        var tool = StartCapturing(["-i", Receiver, .. words]);
        try
        {
            Send(s_frames);
            if (lines == 0)
                Thread.Sleep(300);
            tool.WaitForLines(lines);
            tool.Interrupt();
            Assert.True(tool.ExitCode == 0, tool.Errors);
            return tool;
        }
        catch
        {
            tool.Dispose();
            throw;
        }
    }

    private static void Says(XdpdumpProcess tool, bool does, string sentence) =>
        Assert.True(tool.Errors.Contains(sentence, StringComparison.Ordinal) == does, $"{sentence}\n{tool.Errors}");
}
