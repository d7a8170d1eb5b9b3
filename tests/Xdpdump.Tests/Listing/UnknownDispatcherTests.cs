using Capture.Hooks;
using Capture.Reasons;
using Capture.Targets;
using Capture.Tests.Targets;
using Ebpf.Sys;
using Ebpf.Tests;
using Ebpf.Xdp;
using Linux;
using Linux.Network;
using Xdpdump.Sentences;

namespace Xdpdump.Tests.Listing;

/// <summary>Dispatchers whose numbers cannot be read, or not be understood: what they run is listed all the same, or said to be missing.</summary>
public sealed class UnknownDispatcherTests : IDisposable
{
    private const string Pins = "/sys/fs/bpf/xdp/dispatch-4-10";
    private const string OnlyPins = "before Linux 5.13 only libxdp's pins tell them, and they are not at " + Pins + " (or where LIBXDP_BPFFS says)";

    private readonly FakeObjects _kernel = new();

    public void Dispose() => _kernel.Dispose();

    public static TheoryData<byte[], string> Numbers => new()
    {
        { [236, 0, 2], "version 0 of its dispatcher's protocol is not known here" },
        { [236, 3, 2], "version 3 of its dispatcher's protocol is not known here" },
        { [236, 255, 2], "version 255 of its dispatcher's protocol is not known here" },
        { [236, 2, 11], "its dispatcher's numbers make no sense (11 programs)" },
        { [235, 2, 2], "its dispatcher's numbers are of a form that is not known here" },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Where_links_tell_its_programs_are_known_and_only_their_priorities_are_not(byte[] numbers, string why)
    {
        Add(targetsAreTold: true, numbers);
        var attached = Read();
        Assert.Equal([("first@23", 0), ("second@21", 1)], attached.Components.Select(one => (one.Program.Title, one.Slot ?? -1)));
        Assert.All(attached.Components, one => Assert.Equal((null, null), (one.Priority, one.ChainActions)));
        Assert.Null(attached.Missing);
        Assert.Equal([$"priorities and chain actions of what xdp_dispatcher@10 runs are not shown: {why}"], Doubts(attached));
        Assert.Equal(["xdp_dispatcher", "first", "second"], Select(attached, "all").Captured.Select(one => one.Name));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Where_they_do_not_tell_and_there_are_no_pins_it_is_said_that_programs_are_missing(byte[] numbers, string why)
    {
        Add(targetsAreTold: false, numbers);
        var attached = Read();
        Assert.Empty(attached.Components);
        Assert.Equal($"{OnlyPins}; besides, {why}", Sentence.Of(attached.Missing!));
        Assert.Equal([$"not all programs that xdp_dispatcher@10 runs are listed: {OnlyPins}; besides, {why}"], Doubts(attached));
        Assert.Contains(why, Sentence.Of(Assert.Throws<CaptureException>(() => Select(attached, "all"))), StringComparison.Ordinal);
        Assert.Equal(["xdp_dispatcher"], Select(attached, null).Captured.Select(one => one.Name));
    }

    [Fact]
    public void Pins_are_followed_as_far_as_they_go_and_said_to_be_perhaps_not_all()
    {
        Add(targetsAreTold: false, [236, 3, 2]);
        (_kernel.Pins[$"{Pins}/prog0-prog"], _kernel.Pins[$"{Pins}/prog1-prog"]) = (23, 21);
        var attached = Read();
        Assert.Equal([("first@23", 0), ("second@21", 1)], attached.Components.Select(one => (one.Program.Title, one.Slot ?? -1)));
        Assert.Equal(
            "version 3 of its dispatcher's protocol is not known here, and before Linux 5.13 nothing else tells how many there are: "
            + $"libxdp's pins at {Pins} may not be all",
            Sentence.Of(attached.Missing!));
        Assert.Throws<CaptureException>(() => Select(attached, "all"));
        Assert.Equal(["first", "second"], Select(attached, "first,second").Captured.Select(one => one.Name));
    }

    [Theory]
    [InlineData(nameof(BpfCommand.MapGetDescriptorById), 1, "BPF_MAP_GET_FD_BY_ID id 10: EPERM (Operation not permitted)")]
    [InlineData(nameof(BpfCommand.MapGetDescriptorById), 24, "BPF_MAP_GET_FD_BY_ID id 10: EMFILE (Too many open files)")]
    [InlineData(nameof(BpfCommand.MapLookupElement), 1, "BPF_MAP_LOOKUP_ELEM ")]
    public void A_map_that_may_not_be_read_is_not_taken_for_none(string command, int errno, string words)
    {
        Add(targetsAreTold: true, [236, 2, 2]);
        _kernel.Kernel.Fail(Enum.Parse<BpfCommand>(command), new Errno(errno));
        var attached = Read();
        Assert.Equal(2, attached.Components.Count);
        Assert.Contains($"the map with its dispatcher's numbers cannot be read ({words}", Assert.Single(Doubts(attached)), StringComparison.Ordinal);
    }

    [Fact]
    public void Neither_is_one_that_is_cut_short_or_gone()
    {
        Add(targetsAreTold: true, [236, 2, 2]);
        _kernel.Maps[10] = _kernel.Maps[10][..100];
        Assert.Contains("cut short (100 bytes of 124)", Assert.Single(Doubts(Read())), StringComparison.Ordinal);
        _kernel.Maps.Remove(10);
        Assert.Contains("it has no map with its dispatcher's numbers", Assert.Single(Doubts(Read())), StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_of_that_name_without_slots_is_no_dispatcher()
    {
        FakePrograms.Add(_kernel, 10, XdpDispatcher.FunctionName, "parse");
        Assert.Null(Read().Dispatcher);
    }

    [Fact]
    public void A_component_that_may_not_be_opened_is_listed_by_its_id_and_all_is_refused()
    {
        Add(targetsAreTold: true, [236, 2, 2]);
        var opened = 0;
        _kernel.Kernel.On(BpfCommand.ProgramGetDescriptorById, (bytes, _) =>
            FakeKernel.As<IdAttributes>(bytes).Id == 21 && ++opened > 1 ? -Errno.EMFILE.Value : _kernel.OpenProgram(bytes));
        var attached = Read();
        Assert.Equal(["first@23", "21"], attached.Components.Select(one => one.Program.Title));
        const string Why = "the kernel refused to look up XDP program 21 on eth0 by its id: BPF_PROG_GET_FD_BY_ID id 21: EMFILE (Too many open files)"
            + "; this process may not open more files: raise the limit (ulimit -n), 64 are enough for most captures";
        Assert.Equal([$"{Why}; what is not known is left empty"], Doubts(attached));
        Assert.Equal(Why, Sentence.Of(Assert.Throws<CaptureException>(() => Select(attached, "all"))));
    }

    [Fact]
    public void So_is_one_whose_types_may_not_be_read()
    {
        Add(targetsAreTold: true, [236, 2, 2]);
        _kernel.Types.Remove(21);
        var attached = Read();
        Assert.Equal(["first@23", "second@21"], attached.Components.Select(one => one.Program.Title));
        Assert.StartsWith(
            "the BTF type information of XDP program second@21 cannot be read (BPF_BTF_GET_FD_BY_ID id 21: ENOENT",
            Sentence.Of(Assert.Throws<CaptureException>(() => Select(attached, "all"))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_dispatcher_whose_types_may_not_be_read_is_said_to_run_more()
    {
        Add(targetsAreTold: true, [236, 2, 2]);
        _kernel.Kernel.Fail(BpfCommand.BtfGetDescriptorById, Errno.EPERM);
        Assert.Equal(
            ["not all programs that xdp_dispatcher@10 runs are listed: its BTF type information cannot be read"], Doubts(Read()));
    }

    [Fact]
    public void The_first_processs_view_that_may_not_be_seen_is_not_an_empty_one()
    {
        Add(targetsAreTold: false, [236, 2, 2]);
        _kernel.Kernel.On(BpfCommand.ObjectGet, (bytes, _) => _kernel.AskPin(bytes).StartsWith("/proc/1/root", StringComparison.Ordinal)
            ? -Errno.EACCES.Value : -Errno.ENOENT.Value);
        Assert.Equal($"before Linux 5.13 only libxdp's pins tell them, and {Pins} cannot be read, here or below /proc/1/root: EACCES (Permission denied)", Sentence.Of(Read().Missing!));
    }

    private void Add(bool targetsAreTold, byte[] numbers)
    {
        FakePrograms.AddDispatcher(_kernel, 10, targetsAreTold, (23, "first", 5), (21, "second", 10));
        numbers.CopyTo(_kernel.Maps[10], 0);
    }

    private AttachedProgram Read()
    {
        var attachment = new XdpAttachment(XdpMode.Native, 10);
        return Assert.Single(new ProgramReader(_ => null).Read(FakePrograms.Interface(attachment)).Attached);
    }

    private static IEnumerable<string> Doubts(AttachedProgram attached) => ListCommand.Doubts([Models.On(attached)]);

    private static TargetPlan Select(AttachedProgram attached, string? names) => TracingKind.Plan(Models.On(attached), names);
}
