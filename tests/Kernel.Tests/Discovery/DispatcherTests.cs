using Capture.Hooks;
using Capture.Reasons;
using Capture.Targets;
using Ebpf.Asm;
using Ebpf.Objects;
using Kernel.Tests.Support;
using Linux;
using Linux.Network;
using Xdpdump.Sentences;

namespace Kernel.Tests.Discovery;

/// <summary>libxdp's dispatcher as the packaged loaders make it, found from the kernel alone or, before 5.13, from the pins.</summary>
[Collection("captures")]
[Trait("Needs", "freplace")]
[Trait("Kernels", "all")]
public sealed class DispatcherTests : NetworkTest
{
    private static readonly string[] s_samples =
        [SamplePrograms.LongName, SamplePrograms.EarlyDrop, SamplePrograms.LatePass, SamplePrograms.Count, SamplePrograms.Pass];

    public DispatcherTests() => Requires.Freplace();

    [Theory]
    [InlineData(XdpMode.Generic, 1)]
    [InlineData(XdpMode.Native, 2)]
    [InlineData(XdpMode.Generic, 3)]
    [InlineData(XdpMode.Native, 5)]
    public void Its_programs_are_those_that_the_loader_tells_of(XdpMode mode, int count)
    {
        using var loader = XdpLoader.LoadOn(Network, Receiver, mode, s_samples[..count]);
        var programs = CheckAgainst(loader);
        var attached = Read();
        Assert.Equal((mode, 2, count), (attached.Mode, attached.Dispatcher?.Version, attached.Dispatcher?.ProgramCount));
        Assert.Equal(Enumerable.Range(0, count), attached.Components.Select(one => one.Slot ?? -1));
        Assert.Equal(count == 1, attached.Replacement is not null);

        string[] all = [.. programs.Skip(count == 1 ? 1 : 0).Select(one => one.NameAtId)];
        Assert.Equal(all, Select("all"));
        Assert.Equal(all[..1], Select(null));
        Assert.Equal(all, Select(string.Join(',', all.Reverse())));
    }

    [Fact]
    public void Each_change_of_the_chain_is_seen()
    {
        using var loader = XdpLoader.Load(Network, SamplePrograms.Pass);
        CheckAgainst(loader);
        loader.Add(SamplePrograms.LatePass, SamplePrograms.EarlyDrop);
        CheckAgainst(loader);
        loader.AddAt(60, "XDP_PASS,XDP_TX", SamplePrograms.Count);
        var programs = CheckAgainst(loader);
        foreach (var name in (string[])["xdp_pass", "xdp_early_drop", "xdp_late_pass"])
            loader.Remove(programs.Single(one => one.Name == name).Id);
        Assert.Equal(2, CheckAgainst(loader).Count);
    }

    [Fact]
    public void One_program_loaded_twice_is_two_that_only_their_ids_tell_apart()
    {
        using var loader = XdpLoader.Load(Network, SamplePrograms.LongName, SamplePrograms.LongName);
        string[] twins = [.. loader.Components.Select(one => one.NameAtId)];
        foreach (var name in (string[])["xdp_sample_with_a_long_name", "xdp_sample_with"])
        {
            Assert.Equal(
                $"'{name}' is in several XDP programs on rx0; say which one is meant: {string.Join(", ", twins)}",
                Sentence.Of(Assert.Throws<CaptureException>(() => Select(name))));
        }

        Assert.Equal(twins[1..], Select(twins[1]));
    }

    [Fact]
    public void Xdp_filters_program_is_captured_at_and_its_dispatcher_says_why_it_is_not()
    {
        using var filter = XdpFilter.Load(Network);
        var attached = Read();
        var component = Assert.Single(attached.Components).Program.Title;
        Assert.StartsWith("xdpfilt_alw_all@", component, StringComparison.Ordinal);
        Assert.Equal([component], Select(null));
        Assert.Equal([component], Select("all"));
        foreach (var names in (string[])["xdp_dispatcher", $"{attached.Program.Id}", attached.Program.Title])
        {
            Assert.Equal(
                $"{attached.Program.Title} cannot be traced: libxdp put its only program in the place of the dispatcher's own function, "
                + $"which the kernel lets nobody trace then; capture at {component}, which sees the same packets",
                Sentence.Of(Assert.Throws<CaptureException>(() => Select(names))));
        }
    }

    [Fact]
    public void The_kernel_traces_what_is_chosen_and_refuses_what_is_refused()
    {
        using var three = XdpLoader.Load(Network, SamplePrograms.Pass, SamplePrograms.LongName, SamplePrograms.Count);
        Assert.All(Plan("all").Captured, function => Assert.Equal(Errno.None, Trace(function)));
        var slot = Read().Program.Functions.Single(function => function.Name == "prog0");
        Assert.Equal(
            Errno.EBUSY, Trace(Plan(null).Captured[0] with { Function = slot.Id, Name = slot.Name, HasTypedContext = slot.HasTypedContext }));

        using var one = XdpLoader.LoadOn(Network, Sender, XdpMode.Native, SamplePrograms.Pass);
        var alone = Read(Sender);
        Assert.Equal(Errno.None, Trace(Assert.Single(TracingKind.Plan(new(On(Sender), [alone]), "all").Captured)));
        Assert.Equal(Errno.EBUSY, Trace(new(
            alone.Program.Id, alone.Program.Main!.Id, alone.Program.Main.Name, true, 1, alone.Mode)));
    }

    [Fact]
    public void A_replaced_function_leads_to_the_program_in_its_place()
    {
        using var loader = XdpLoader.Load(Network, SamplePrograms.Pass, SamplePrograms.LongName);
        var programs = loader.Programs;
        var second = programs[2].NameAtId;
        Assert.Equal(
            $"function prog1@{programs[0].Id} cannot be traced: {second} runs in its place; capture at {second}",
            Sentence.Of(Assert.Throws<CaptureException>(() => Select("prog1"))));
    }

    [Fact]
    public void Dispatchers_of_several_interfaces_and_namespaces_are_kept_apart()
    {
        using var other = new TestNetwork();
        Assert.Equal(Network.ReceiverIndex, other.ReceiverIndex);
        using var here = XdpLoader.Load(Network, SamplePrograms.Pass, SamplePrograms.Count);
        using var beside = XdpLoader.LoadOn(Network, Sender, XdpMode.Generic, SamplePrograms.LongName, SamplePrograms.Drop);
        using var elsewhere = XdpLoader.Load(other, SamplePrograms.EarlyDrop, SamplePrograms.Action);
        CheckAgainst(here);
        CheckAgainst(beside, Sender);
        var read = other.Inside(() => InterfacePrograms.Read(TargetDiscovery.FindInterface(Receiver)));
        Assert.Equal(elsewhere.Components.Select(one => one.NameAtId), read.Attached.Single().Components.Select(one => one.Program.Title));
    }

    /// <returns>What the loader tells of: the dispatcher, then its programs in their order.</returns>
    private List<Support.LoadedProgram> CheckAgainst(XdpLoader loader, string on = Receiver)
    {
        var (programs, attached) = (loader.Programs, Read(on));
        Assert.Null(attached.Missing);
        Assert.Equal((programs[0].Id, programs[0].Tag), (attached.Program.Id, attached.Program.Tag));
        Assert.Equal(
            programs.Skip(1).Select(one => (one.NameAtId, one.Tag, one.Priority, one.ChainActions)),
            attached.Components.Select(one => (
                one.Program.Title, one.Program.Tag!, (int?)one.Priority,
                (string?)string.Join(',', Xdpdump.Listing.XdpActions.Of(one.ChainActions ?? 0)))));
        return programs;
    }

    private NetworkInterface On(string name) => Network.Interface(name);

    private AttachedProgram Read(string on = Receiver) =>
        Assert.Single(Network.Inside(() => InterfacePrograms.Read(On(on))).Attached);

    private TargetPlan Plan(string? names) => TracingKind.Plan(new(On(Receiver), [Read()]), names);

    private List<string> Select(string? names) => [.. Plan(names).Captured.Select(one => $"{one.Name}@{one.ProgramId}")];

    /// <summary>Hooks an empty program to a function's entry, and says what the kernel says.</summary>
    private static Errno Trace(TargetFunction function)
    {
        using var target = BpfProgram.OpenById(function.ProgramId);
        var spec = new ProgramSpec
        {
            Name = "probe",
            Type = ProgramType.Tracing,
            ExpectedAttachType = AttachType.TraceFentry,
            AttachTarget = target,
            AttachBtfId = function.Function,
            Code = new Assembler().Mov(Register.R0, 0).Exit().Assemble(),
        };
        try
        {
            using var program = BpfProgram.Load(spec, new Dictionary<string, BpfMap>());
            using var link = BpfLink.AttachTracing(program);
            return Errno.None;
        }
        catch (BpfException refusal)
        {
            return refusal.Errno;
        }
    }
}
