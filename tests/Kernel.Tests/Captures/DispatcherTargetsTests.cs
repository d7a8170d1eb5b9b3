using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>What -p may name where a dispatcher runs several programs.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
[Trait("Needs", "freplace")]
public sealed class DispatcherTargetsTests : NetworkTest
{
    private static readonly byte[][] s_frames = [Frames.Plain(60), Frames.Plain(61)];

    public DispatcherTargetsTests()
    {
        Requires.Fentry();
        Requires.Freplace();
    }

    [Fact]
    public void The_dispatcher_is_what_is_captured_at_unless_a_program_is_named()
    {
        using var loader = XdpLoader.Load(Network, SamplePrograms.Pass, SamplePrograms.Drop);
        var dispatcher = loader.Dispatcher;

        string[][] ways = [[], ["-p", "xdp_dispatcher"], ["-p", $"{dispatcher.Id}"]];
        foreach (var words in ways)
        {
            Assert.Equal(
                [(1, "xdp_dispatcher()@exit[DROP]", 60), (2, "xdp_dispatcher()@exit[DROP]", 61)],
                Capture(2, ["--rx-capture", "exit", .. words]).Select(record => ((int)record.Id, record.Place, record.Size)));
        }
    }

    [Fact]
    public void A_program_is_named_by_its_whole_name_its_id_or_both()
    {
        using var loader = XdpLoader.Load(Network, SamplePrograms.Pass, SamplePrograms.LongName);
        var program = loader.Components.Single(one => one.Name == "xdp_sample_with_a_long_name");

        foreach (var name in new[] { program.Name, $"{program.Id}", program.NameAtId })
        {
            Assert.Equal(
                [(1, $"{program.Name}()@entry"), (2, $"{program.Name}()@entry")],
                Capture(2, "-p", name).Select(record => ((int)record.Id, record.Place)));
        }
    }

    [Fact]
    public void Some_programs_of_a_chain_share_a_packets_number_without_the_dispatcher()
    {
        using var loader = XdpLoader.Load(Network, SamplePrograms.Pass, SamplePrograms.Count, SamplePrograms.EarlyDrop);
        var pass = loader.Components.Single(one => one.Name == "xdp_pass");

        var records = Capture(8, "-p", $"{pass.Id},xdp_early_drop", "--rx-capture", "exit,entry");

        string[] way = ["xdp_early_drop()@entry", "xdp_early_drop()@exit[DROP]", "xdp_pass()@entry", "xdp_pass()@exit[PASS]"];
        Assert.Equal(
            [.. way.Select(place => (1ul, place)), .. way.Select(place => (2ul, place))],
            records.Select(record => (record.Id, record.Place)));
    }

    [Fact]
    public void A_function_of_a_program_that_gets_the_packet_is_captured_at()
    {
        using var loader = XdpLoader.Load(Network, SamplePrograms.Pass, SamplePrograms.Functions);

        var records = Capture(8, "-p", "xdp_functions,xdp_functions_global", "--rx-capture", "entry,exit");

        string[] way =
        [
            "xdp_functions()@entry", "xdp_functions_global()@entry", "xdp_functions_global()@exit[PASS]", "xdp_functions()@exit[PASS]",
        ];
        Assert.Equal(
            [.. way.Select(place => (1ul, place)), .. way.Select(place => (2ul, place))],
            records.Select(record => (record.Id, record.Place)));
    }

    [Fact]
    public void Of_a_programs_static_functions_runs_are_proven_within_the_dispatchers_packet()
    {
        using var loader = XdpLoader.Load(Network, SamplePrograms.Pass, SamplePrograms.Statics);
        using var tool = StartCapturing(
            "-i", Receiver, "-p", "xdp_statics_pointer,xdp_statics_dropped,xdp_statics_unread", "--rx-capture", "exit",
            "-v");
        Send(s_frames);
        tool.WaitForLines(4);
        tool.Interrupt();

        string[] once = ["xdp_statics_unread()@exit", "xdp_statics_pointer()@exit[REDIRECT]"];
        Assert.Equal(
            [.. once.Select(place => (1ul, place)), .. once.Select(place => (2ul, place))],
            TextRecord.ReadAll(tool.Output).Select(record => (record.Id, record.Place)));
        Assert.Equal((4ul, 2ul), Tracing.Counts(tool));
        Assert.Contains($"{Receiver} xdp_statics_dropped()@exit: 0 captured, 2 dropped", tool.Errors, StringComparison.Ordinal);
    }

    private List<TextRecord> Capture(int lines, params string[] words) =>
        Dispatching.CaptureText(Network, s_frames, lines, words);
}
