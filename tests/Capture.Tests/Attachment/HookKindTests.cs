using Capture.Attachment;
using Capture.Reasons;
using Capture.Selection;
using Capture.Targets;
using Capture.Tests.Targets;

namespace Capture.Tests.Attachment;

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
        var kind = new OwnProgramKind(PacketSelection.All);
        Assert.Null(kind.Obstacle("eth0", program: null));
        Assert.Equal(new InterfaceHasProgram("eth0", "xdp_main@7"), kind.Obstacle("eth0", s_program));
    }

    [Fact]
    public void A_program_of_our_own_changes_nothing() => Assert.Equal(
        new OwnProgramChangesNothing("eth0"),
        new OwnProgramKind(new PacketSelection { OnlyModified = true }).Obstacle("eth0", program: null));

    [Theory]
    [InlineData(1u << 1, true)]
    [InlineData(1u << 2, false)]
    [InlineData(1u << 1 | 1u << 2, false)]
    public void A_program_of_our_own_passes_every_packet(uint actions, bool isInTheWay) => Assert.Equal(
        isInTheWay ? new OwnProgramPasses("eth0") : null,
        new OwnProgramKind(new PacketSelection { Actions = new ActionSet(actions) }).Obstacle("eth0", program: null));
}
