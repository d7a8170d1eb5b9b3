using Capture.Hooks;
using Capture.Model;
using Capture.Reasons;
using Capture.Selection;
using Capture.Targets;
using Ebpf.Btf;
using Linux.Network;
using Xdpdump.Sentences;

namespace Capture.Tests.Hooks;

/// <summary>Which hooks a capture takes, so that all records of one packet bear one number.</summary>
public sealed class HookPlanTests
{
    private static readonly TargetFunction
        Dispatcher = Function(1, "xdp_dispatcher"), First = Function(2, "xdp_first"), Second = Function(3, "xdp_second");

    [Fact]
    public void One_record_per_packet_needs_no_pairing()
    {
        Assert.Equal(["xdp_first entry Alone"], Hooks(Plan(First, First), atExit: false));
        Assert.Equal(["xdp_first exit Alone"], Hooks(Plan(First, First), atEntry: false));
        Assert.Equal(["xdp_first entry Alone"], Hooks(Plan(Dispatcher, First), atExit: false));
    }

    [Fact]
    public void A_single_program_opens_and_closes_its_packets_itself_whatever_encloses_it()
    {
        string[] expected = ["xdp_first entry Outermost", "xdp_first exit Outermost"];
        Assert.Equal(expected, Hooks(Plan(First, First)));
        Assert.Equal(expected, Hooks(Plan(Dispatcher, First)));
        Assert.Equal(expected, Hooks(Plan(null, First)));
    }

    [Fact]
    public void A_dispatcher_that_is_captured_encloses_its_components() => Assert.Equal(
        [
            "xdp_dispatcher entry Outermost", "xdp_dispatcher exit Outermost",
            "xdp_first entry Within", "xdp_first exit Within",
            "xdp_second entry Within", "xdp_second exit Within",
        ],
        Hooks(Plan(Dispatcher, Dispatcher, First, Second)));

    [Fact]
    public void A_dispatcher_that_is_not_captured_is_hooked_silently_at_both_sides()
    {
        string[] silent = ["xdp_dispatcher entry Outermost silent", "xdp_dispatcher exit Outermost silent"];
        Assert.Equal([.. silent, "xdp_first entry Within", "xdp_second entry Within"], Hooks(Plan(Dispatcher, First, Second), atExit: false));
        Assert.Equal([.. silent, "xdp_first exit Within", "xdp_second exit Within"], Hooks(Plan(Dispatcher, First, Second), atEntry: false));
    }

    [Fact]
    public void An_outermost_program_captured_at_one_side_is_hooked_at_the_other_too() => Assert.Equal(
        ["xdp_dispatcher entry Outermost silent", "xdp_dispatcher exit Outermost", "xdp_first exit Within"],
        Hooks(Plan(Dispatcher, Dispatcher, First), atEntry: false));

    [Fact]
    public void Where_nothing_encloses_several_programs_each_has_packets_of_its_own() => Assert.Equal(
        ["xdp_first entry Outermost", "xdp_first exit Outermost", "xdp_second entry Outermost", "xdp_second exit Outermost"],
        Hooks(Plan(null, First, Second)));

    [Fact]
    public void What_opens_packets_is_hooked_in_last_and_exits_first()
    {
        var hooks = HookPlan.All(Plan(Dispatcher, Dispatcher, First), atEntry: true, atExit: true, PacketSelection.All).OrderBy(hook => hook.AttachOrder);
        Assert.Equal(
            ["xdp_dispatcher exit", "xdp_first exit", "xdp_first entry", "xdp_dispatcher entry"],
            hooks.Select(hook => $"{hook.At.Name} {Word(hook.Position)}"));
    }

    [Fact]
    public void Where_the_action_decides_a_single_program_is_hooked_at_its_exit_too()
    {
        var dropped = new PacketSelection { Actions = new ActionSet(1 << 1) };
        Assert.Equal(["xdp_first entry Outermost", "xdp_first exit Outermost silent"], Hooks(Plan(First, First), dropped, atExit: false));
        Assert.Equal(["xdp_first exit Alone"], Hooks(Plan(First, First), dropped, atEntry: false));
    }

    [Fact]
    public void Where_changes_are_asked_for_both_sides_are_recorded_and_what_is_not_wanted_is_for_comparison()
    {
        var modified = new PacketSelection { OnlyModified = true };
        Assert.Equal(["xdp_first entry Outermost", "xdp_first exit Outermost"], Hooks(Plan(First, First), modified));
        Assert.Equal(["xdp_first entry Outermost", "xdp_first exit Outermost compared"], Hooks(Plan(First, First), modified, atExit: false));
        Assert.Equal(["xdp_first entry Outermost compared", "xdp_first exit Outermost"], Hooks(Plan(First, First), modified, atEntry: false));
        Assert.Equal(
            [
                "xdp_dispatcher entry Outermost silent", "xdp_dispatcher exit Outermost silent", "xdp_first entry Within",
                "xdp_first exit Within compared", "xdp_second entry Within", "xdp_second exit Within compared",
            ],
            Hooks(Plan(Dispatcher, First, Second), modified, atExit: false));
    }

    [Fact]
    public void A_function_that_has_to_prove_its_runs_runs_within_a_packet_that_is_opened_for_it()
    {
        string[] silent = ["xdp_dispatcher entry Outermost silent", "xdp_dispatcher exit Outermost silent"];
        Assert.Equal([.. silent, "peek entry Within"], Hooks(Plan(Dispatcher, s_unknown), atExit: false));
        Assert.Equal([.. silent, "peek exit Within"], Hooks(Plan(Dispatcher, s_unknown), atEntry: false));
        Assert.Equal([.. silent, "peek entry Within", "peek exit Within"], Hooks(Plan(Dispatcher, s_unknown)));
        Assert.Equal(
            [.. silent, "peek entry Within"],
            Hooks(Plan(Dispatcher, s_unknown), new PacketSelection { Actions = new ActionSet(1 << 1) }, atExit: false));
        Assert.Equal([.. silent, "xdp_first entry Within", "peek entry Within"], Hooks(Plan(Dispatcher, First, s_unknown), atExit: false));
    }

    [Fact]
    public void Where_nothing_opens_packets_for_it_it_is_refused_in_words()
    {
        foreach (var plan in (TargetPlan[])[Plan(null, s_unknown), Plan(null, First, s_unknown)])
        {
            Assert.Equal(
                "the kernel does not take the arguments of function peek@4 to be as declared: probably the compiler removed or changed some, "
                + "as it may in a static function. Its packets would have to be known from the function that calls it, and no function that "
                + "encloses all that is named can be traced; make it global (not static) and have it use ctx, or capture at main@4",
                Sentence.Of(Assert.Throws<CaptureException>(() => Hooks(plan).Count())));
        }
    }

    [Theory]
    [InlineData(true, true)] // the function alone: it is asked
    [InlineData(false, false)] // what encloses it is asked
    public void The_action_cannot_be_asked_of_a_function_whose_return_value_is_not_known(bool isAlone, bool cannot)
    {
        var unread = Function(4, "note") with { CalledWithin = s_unknown.CalledWithin, ReturnUnknown = ReturnDoubt.Dropped };
        var plan = isAlone ? Plan(Dispatcher, unread) : Plan(Dispatcher, First, unread);
        foreach (var atEntry in (bool[])[false, true])
        {
            var hooks = HookPlan.All(plan, atEntry, !atEntry, new PacketSelection { Actions = new ActionSet(2) });
            Assert.Equal(cannot, hooks.Any(hook => hook.DecidesActionUnknown));
        }
    }

    private static readonly TargetFunction s_unknown = Function(4, "peek") with
    {
        CalledWithin = new XdpProgram(4) { Functions = [new(new BtfTypeId(6), "main", true, 1)] },
        IsContextKnown = false,
    };

    private static TargetPlan Plan(TargetFunction? outermost, params TargetFunction[] captured) =>
        new(FakeMachine.Interface, captured, outermost);

    private static TargetFunction Function(uint id, string name) => new(id, new BtfTypeId(5), name, true, 1, XdpMode.Native);

    private static IEnumerable<string> Hooks(TargetPlan plan, bool atEntry = true, bool atExit = true) =>
        Hooks(plan, PacketSelection.All, atEntry, atExit);

    private static IEnumerable<string> Hooks(TargetPlan plan, PacketSelection selection, bool atEntry = true, bool atExit = true) =>
        HookPlan.All(plan, atEntry, atExit, selection).Select(hook => $"{hook.At.Name} {Word(hook.Position)} {hook.Role}" + hook.Record switch
        {
            HookRecord.None => " silent",
            HookRecord.Compared => " compared",
            _ => "",
        });

    private static string Word(CapturePosition position) => position == CapturePosition.Entry ? "entry" : "exit";
}
