using System.Runtime.CompilerServices;
using Capture.Emission;
using Capture.Filters;
using Capture.Records;
using Capture.Selection;
using ClassicBpf;

namespace Capture.Tests.Emission;

/// <summary>
/// The emitted programs for x86-64, instruction by instruction, against listings a person has read. Whoever changes a program on purpose
/// sets XDPDUMP_ACCEPT_LISTINGS=1, runs the tests once and reviews the difference.
/// </summary>
public sealed class GoldenListingTests
{
    private const string Accept = "XDPDUMP_ACCEPT_LISTINGS";

    [Fact]
    public void Entry_alone() => Check("entry", CaptureProgram.Entry(Typed(7), Layout(1, 262144), 0, PacketRole.Alone));

    [Fact]
    public void Exit_alone() => Check("exit", CaptureProgram.Exit(Typed(7), Layout(1, 262144), 0, PacketRole.Alone));

    [Fact]
    public void Entry_of_a_pair() => Check("paired-entry", CaptureProgram.Entry(Typed(7), Layout(2, 262144), 0, PacketRole.Outermost));

    [Fact]
    public void Exit_of_a_pair() => Check("paired-exit", CaptureProgram.Exit(Typed(7), Layout(2, 262144), 1, PacketRole.Outermost));

    [Fact]
    public void Exit_of_a_target_with_an_untyped_context() =>
        Check("untyped-exit", CaptureProgram.Exit(Untyped(7), Layout(1, 262144), 0, PacketRole.Alone));

    [Fact]
    public void Exit_alone_that_interfaces_share() =>
        Check("shared-exit", CaptureProgram.Exit(Typed(7, looksUp: true), Shared(1024, 96), 0, PacketRole.Alone));

    [Fact]
    public void A_pair_that_interfaces_share()
    {
        Check("shared-paired-entry", CaptureProgram.Entry(Typed(7, looksUp: true), Shared(1024, 262144), 0, PacketRole.Outermost));
        Check("shared-paired-exit", CaptureProgram.Exit(Typed(7, looksUp: true), Shared(1024, 262144), 1, PacketRole.Outermost));
    }

    [Fact]
    public void An_exit_that_decides_and_that_interfaces_share() => Check("shared-waiting-exit", CaptureProgram.Exit(
        Typed(7, looksUp: true), Selecting(2, new() { Actions = new(0b10) }) with { LooksUp = true }, 1, PacketRole.Outermost));

    [Fact]
    public void Exit_whose_slot_is_far() => Check("far-exit", CaptureProgram.Exit(Typed(7), Layout(8192, 96), 5000, PacketRole.Alone));

    [Fact]
    public void Entry_within_an_open_packet() =>
        Check("within-entry", CaptureProgram.Entry(Typed(7), Layout(4, 262144) with { FirstSlot = 3 }, 2, PacketRole.Within));

    [Fact]
    public void Exit_within_an_open_packet() =>
        Check("within-exit", CaptureProgram.Exit(Typed(7), Layout(4, 262144) with { FirstSlot = 3 }, 3, PacketRole.Within));

    [Fact]
    public void Opening_and_closing_without_a_record()
    {
        Check("open", CaptureProgram.Entry(Typed(7), Layout(1, 262144), null, PacketRole.Outermost));
        Check("close", CaptureProgram.Exit(Typed(7), Layout(1, 262144), null, PacketRole.Outermost));
    }

    [Fact]
    public void Own_program_that_wakes_the_reader_for_every_hundredth_record() =>
        Check("own-wakeup", CaptureProgram.Own(Layout(1, 262144) with { WakeUpEvery = 100 }, 0, null));

    [Fact]
    public void Own_program_at_entry() => Check("own-entry", CaptureProgram.Own(Layout(1, 262144), 0, null));

    [Fact]
    public void Own_program_at_both() => Check("own-both", CaptureProgram.Own(Layout(2, 262144), 0, 1));

    [Fact]
    public void Own_program_on_kernels_before_5_18() =>
        Check("own-one-buffer", CaptureProgram.Own(Layout(1, 262144), 0, null, severalBuffers: false));

    [Fact]
    public void Own_program_that_one_copy_suffices() => Check("own-short", CaptureProgram.Own(Layout(1, 1500), 0, null));

    [Fact]
    public void Entry_that_reads_packets_in_several_buffers() => Check("fragments-entry", CaptureProgram.Entry(
        Typed(new FragmentAccess(Samples.FragmentOffsets, Samples.DirectMap), 7), Layout(1, 262144), 0, PacketRole.Alone));

    [Fact]
    public void Entry_that_keeps_the_first_of_several_buffers() => Check("first-buffer-entry", CaptureProgram.Entry(
        Typed(new FragmentAccess(Samples.FragmentOffsets, Map: null), 7), Layout(1, 262144), 0, PacketRole.Alone));

    [Fact]
    public void Entry_of_an_untyped_target_that_reads_packets_in_several_buffers() => Check("untyped-fragments-entry", CaptureProgram.Entry(
        Untyped(new FragmentAccess(Samples.FragmentOffsets, Samples.DirectMap), 7), Layout(1, 96), 0, PacketRole.Alone));

    [Fact]
    public void Entry_that_asks_a_filter() => Check("filtered-entry", CaptureProgram.Entry(
        Typed(7), Selecting(1, new() { Filter = Arp }), 0, PacketRole.Alone));

    [Fact]
    public void Own_program_that_asks_a_filter() => Check("filtered-own", CaptureProgram.Own(
        Selecting(2, new() { Filter = Arp, SampleEvery = 100 }), 0, 1));

    [Fact]
    public void Exit_that_asks_for_the_action_and_the_receive_queue() => Check("selecting-exit", CaptureProgram.Exit(
        Typed(7), Selecting(1, new() { Actions = new(0b10_0010), Queues = [new(0, 0), new(3, 5)] }), 0, PacketRole.Alone));

    [Fact]
    public void A_pair_that_waits_for_the_action()
    {
        var settings = Selecting(2, new() { Filter = Arp, Actions = new(0b10) });
        Check("waiting-entry", CaptureProgram.Entry(Typed(7), settings, 0, PacketRole.Outermost));
        Check("waiting-exit", CaptureProgram.Exit(Typed(7), settings, 1, PacketRole.Outermost));
    }

    [Fact]
    public void Within_a_packet_that_is_opened_silently_the_first_that_captures_asks()
    {
        var settings = Selecting(2, new() { Filter = Arp }) with { OpensSilently = true };
        Check("undecided-within", CaptureProgram.Entry(Typed(7), settings, 0, PacketRole.Within));
        Check("waiting-within", CaptureProgram.Entry(
            Typed(7), settings with { Selection = settings.Selection with { OnlyModified = true } }, 0, PacketRole.Within));
    }

    [Fact]
    public void A_packet_alone_does_not_write_among_those_of_one_that_waits() => Check("alone-among-waiting", CaptureProgram.Exit(
        Typed(7), Selecting(1, new() { Actions = new(0b10) }), 0, PacketRole.Alone));

    [Fact]
    public void Within_a_packet_a_run_is_proven_by_its_address()
    {
        Check("proven-entry", CaptureProgram.Entry(Proven(7), Layout(4, 262144) with { FirstSlot = 3 }, 2, PacketRole.Within));
        var settings = Selecting(2, new() { Actions = new(0b10) }) with { ProvesRuns = true };
        Check("proven-waiting-exit", CaptureProgram.Exit(Proven(7), settings, 1, PacketRole.Within));
        Check("proven-closing", CaptureProgram.Exit(Typed(7), settings, null, PacketRole.Outermost));
    }

    [Fact]
    public void An_exit_that_does_not_know_the_action_tells_none() => Check("exit-without-action", CaptureProgram.Exit(
        new TypedContext(Samples.Offsets, InterfaceFilter.Only(7, Samples.Namespace), parameters: 3) { TellsAction = false },
        Layout(1, 262144), 0, PacketRole.Alone));

    internal static ProvenContext Proven(int index) => new(Samples.Offsets, InterfaceFilter.Only(index, Samples.Namespace));

    internal static ContextReader Typed(int number, bool looksUp = false) => Typed(null, number, looksUp);

    internal static ContextReader Typed(FragmentAccess? fragments, int number, bool looksUp = false) =>
        new TypedContext(Samples.Offsets, new InterfaceFilter(Samples.Namespace, number, looksUp), fragments);

    internal static ContextReader Untyped(int number, bool looksUp = false) => Untyped(null, number, looksUp);

    internal static ContextReader Untyped(FragmentAccess? fragments, int number, bool looksUp = false) =>
        new UntypedContext(Samples.Offsets, new InterfaceFilter(Samples.Namespace, number, looksUp), fragments);

    internal static readonly PacketFilter Arp = new("arp", new(
    [
        new(ClassicCode.LdhAbs, 12), new(ClassicCode.JeqK, 0, 1, 0x806), new(ClassicCode.RetK, 262144), new(ClassicCode.RetK, 0),
    ]));

    internal static ProgramSettings Selecting(int points, PacketSelection selection) =>
        new(new RingLayout(points, 1 << 20, 262144, selection.Filter is { } filter ? FilterStage.Reach(filter.For(1)) : 0))
        {
            Processor = TargetProcessor.X64,
            Selection = selection,
            Slots = [.. Enumerable.Range(0, points)],
        };

    internal static ProgramSettings Shared(int slots, uint snapLength) => Layout(slots, snapLength) with { LooksUp = true };

    internal static ProgramSettings Layout(int points, uint snapLength) =>
        new(new RingLayout(points, 1 << 20, snapLength)) { Processor = TargetProcessor.X64 };

    internal static void Check(string name, Ebpf.Asm.BpfCode code)
    {
        var actual = code.ToListing().TrimEnd('\n') + '\n';
        var advice = $"if the new program is right, accept it: {Accept}=1 dotnet run --project tests/Capture.Tests, then review the difference";
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllText(PathOf(name), actual);
            return;
        }

        using var stream = typeof(GoldenListingTests).Assembly.GetManifestResourceStream($"{name}.txt");
        Assert.True(stream is not null, $"there is no listing {name}.txt yet; {advice}");
        using var reader = new StreamReader(stream);
        var (expectedLines, actualLines) = (reader.ReadToEnd().Split('\n'), actual.Split('\n'));
        for (var i = 0; i < Math.Max(expectedLines.Length, actualLines.Length); i++)
        {
            var (expected, now) = (expectedLines.ElementAtOrDefault(i), actualLines.ElementAtOrDefault(i));
            Assert.True(expected == now, $"{name}.txt, line {i + 1}\n  expected: {expected}\n  actual:   {now}\n{advice}");
        }
    }

    private static string PathOf(string name, [CallerFilePath] string here = "")
    {
        // Builds are deterministic: the compiler says /_/ for the folder of the project.
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Directory.Build.props")))
            root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException($"no project around {AppContext.BaseDirectory}");
        return Path.Combine(root, Path.GetDirectoryName(here)!.Replace("/_/", "", StringComparison.Ordinal), "Golden", $"{name}.txt");
    }
}
