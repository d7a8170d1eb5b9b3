using Capture.Hooks;
using Capture.Model;
using Capture.Reasons;
using Capture.Selection;
using Capture.Targets;
using Capture.Tests.Targets;

namespace Capture.Tests.Hooks;

/// <summary>What a kind of hook says of a program before anything is tried.</summary>
public sealed class HookKindTests
{
    private static readonly XdpProgram s_program = Models.Program(7, "xdp_main");

    [Fact]
    public void Tracing_needs_a_program() =>
        Assert.Equal(new NothingToAttachTo("eth0"), new TracingKind().Obstacle("eth0", program: null));

    [Fact]
    public void Tracing_needs_no_more_than_its_type_information() => Assert.Null(new TracingKind().Obstacle("eth0", s_program));

    [Fact]
    public void What_was_not_to_be_seen_comes_before_all_that_was_not_seen()
    {
        var reason = new ProgramVanished("eth0", 7);
        Assert.Equal(reason, new TracingKind().Obstacle("eth0", new XdpProgram(7) { Unseen = reason }));
    }

    [Fact]
    public void That_it_runs_in_hardware_comes_before_what_its_type_information_lacks()
    {
        var offloaded = s_program with { Functions = [], IsOffloaded = true, HasBtf = false };
        Assert.Equal(new ProgramOffloaded("eth0", 7), new TracingKind().Obstacle("eth0", offloaded));
        Assert.Equal(new ProgramWithoutBtf("xdp_main", 7), new TracingKind().Obstacle("eth0", offloaded with { IsOffloaded = false }));
        Assert.Equal(
            new ProgramBtfUnreadable("xdp_main", 7, "torn"),
            new TracingKind().Obstacle("eth0", offloaded with { IsOffloaded = false, HasBtf = true, BtfProblem = "torn" }));
        Assert.Equal(
            new ProgramWithoutFunctions("xdp_main", 7),
            new TracingKind().Obstacle("eth0", offloaded with { IsOffloaded = false, HasBtf = true }));
    }

    [Fact]
    public void A_program_of_our_own_needs_an_interface_without_one()
    {
        var kind = new OwnProgramKind(Asked(PacketSelection.All));
        Assert.Null(kind.Obstacle("eth0", program: null));
        Assert.Equal(new InterfaceHasProgram("eth0", "xdp_main@7"), kind.Obstacle("eth0", s_program));
    }

    [Fact]
    public void A_program_of_our_own_changes_nothing() => Assert.Equal(
        new OwnProgramChangesNothing("eth0"),
        new OwnProgramKind(Asked(new PacketSelection { OnlyModified = true })).Obstacle("eth0", program: null));

    [Theory]
    [InlineData(1u << 1, true)]
    [InlineData(1u << 2, false)]
    [InlineData(1u << 1 | 1u << 2, false)]
    public void A_program_of_our_own_passes_every_packet(uint actions, bool isInTheWay) => Assert.Equal(
        isInTheWay ? new OwnProgramPasses("eth0") : null,
        new OwnProgramKind(Asked(new PacketSelection { Actions = new ActionSet(actions) })).Obstacle("eth0", program: null));

    [Fact]
    public void Where_there_is_no_program_none_can_be_named()
    {
        var options = Asked(PacketSelection.All) with { ProgramNames = "all" };
        Assert.Equal(new NoProgramToName("eth0"), new OwnProgramKind(options).Obstacle("eth0", program: null));
        Assert.Equal(new NoProgramToName("eth0"), TapKind.Obstacle("eth0", options));
    }

    [Fact]
    public void What_only_XDP_programs_answer_is_nothing_for_libpcap()
    {
        Assert.Null(TapKind.Obstacle("eth0", Asked(PacketSelection.All)));
        Assert.Equal(new LegacyKnowsEntryOnly("eth0"), TapKind.Obstacle("eth0", Asked(PacketSelection.All) with { AtExit = true }));
        foreach (var selection in (PacketSelection[])
            [new() { OnlyModified = true }, new() { Actions = new ActionSet(2) }, new() { SampleEvery = 2 }, new() { FilterAt = CapturePosition.Exit }])
        {
            Assert.Equal(new LegacyCannotSelect("eth0", selection.XdpQuestion!.Value), TapKind.Obstacle("eth0", Asked(selection)));
        }
    }

    private static CaptureOptions Asked(PacketSelection selection) => new() { Interfaces = ["eth0"], Selection = selection };
}
