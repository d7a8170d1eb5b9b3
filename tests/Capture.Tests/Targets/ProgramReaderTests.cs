using Capture.Hooks;
using Capture.Reasons;
using Capture.Targets;
using Capture.Tests.Hooks;
using Ebpf.Btf;
using Ebpf.Features;
using Ebpf.Objects;
using Ebpf.Sys;
using Ebpf.Tests;
using Linux;
using Linux.Network;
using Xdpdump.Sentences;

namespace Capture.Tests.Targets;

/// <summary>What is found out about an interface's programs, from kernels that tell more or less.</summary>
public sealed class ProgramReaderTests : IDisposable
{
    private const string Pins = "/sys/fs/bpf/xdp/dispatch-4-10";

    private readonly FakeObjects _kernel = new();
    private NetworkInterface? _again = FakePrograms.Interface();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void A_programs_functions_have_their_full_names_and_arguments()
    {
        const string Name = "xdp_function_of_quite_a_long_name";
        FakePrograms.Add(_kernel, 7, Name, "count(int)", "parse", "raw*", "none()", "|", "another_program");
        var program = Assert.Single(Read(new XdpAttachment(XdpMode.Native, 7)).Attached).Program;
        Assert.Equal((7u, Name[..15], "0000000000000007"), (program.Id, program.Name, program.Tag));
        Assert.Equal(
            [(Name, true, 1), ("count", false, 1), ("parse", true, 1), ("raw", false, 1), ("none", false, 0)],
            program.Functions.Select(function => (function.Name, function.HasTypedContext, function.ParameterCount)));
        Assert.Equal(["another_program"], program.OtherFunctions);
        Assert.Null(Obstacle(program));
    }

    [Theory]
    [InlineData(BtfLinkage.Static, "int", true, "context")]
    [InlineData(BtfLinkage.Global, "int", true, "context", "number", "anything", "number", "number")]
    [InlineData(BtfLinkage.Global, "action", true, "context")]
    [InlineData(BtfLinkage.Static, "void", false, "context")]
    [InlineData(BtfLinkage.Static, "anything", false, "context")] // a pointer is no action
    [InlineData(BtfLinkage.Static, "wide", false, "context")]
    [InlineData(BtfLinkage.Static, "pair", false, "context")]
    [InlineData(BtfLinkage.Static, "int", false, "context", "pair")] // by value: it takes as many registers as it likes
    [InlineData(BtfLinkage.Static, "int", false, "context", "wide")]
    [InlineData(BtfLinkage.Static, "int", false, "context", "number", "number", "number", "number", "number")]
    public void What_a_function_returns_is_a_number_where_its_declaration_says_so_and_where_it_is(
        BtfLinkage linkage, string result, bool isNumber, params string[] parameters)
    {
        var builder = new BtfBuilder();
        var number = builder.AddInteger("int", 4, signed: true);
        var pair = builder.AddStruct("pair", 16, new BtfMember("a", builder.AddInteger("long", 8, signed: true), 0));
        var types = new Dictionary<string, BtfTypeId>
        {
            ["void"] = BtfTypeId.Void,
            ["int"] = number,
            ["number"] = builder.AddTypedef("__s32", builder.AddConst(number)),
            ["action"] = builder.AddEnum("xdp_action", 4, signed: false, new BtfEnumValue("XDP_PASS", 2)),
            ["wide"] = builder.AddInteger("__int128", 16, signed: true),
            ["pair"] = pair,
            ["anything"] = builder.AddPointer(BtfTypeId.Void),
            ["context"] = builder.AddPointer(builder.AddStruct("xdp_md", 4, new BtfMember("data", number, 0))),
        };
        var function = builder.AddFunction(
            "f", builder.AddFunctionPrototype(types[result], [.. parameters.Select(name => new BtfParameter(name, types[name]))]), linkage);
        FakePrograms.Add(_kernel, 7, "main");
        _kernel.Types[7] = builder.Build();
        _kernel.Programs[7] = _kernel.Programs[7] with { Functions = [new(0, function.Value), new(9, function.Value)] };
        var read = Assert.Single(Read(new XdpAttachment(XdpMode.Native, 7)).Attached).Program.Functions[1];
        Assert.Equal((linkage == BtfLinkage.Static, isNumber, 9u), (read.IsStatic, read.ReturnsNumber, read.Start));
    }

    [Fact]
    public void Several_modes_are_listed_each_with_its_program()
    {
        FakePrograms.Add(_kernel, 7, "soft");
        FakePrograms.Add(_kernel, 8, "hard");
        var read = Read(new XdpAttachment(XdpMode.Offloaded, 8), new XdpAttachment(XdpMode.Generic, 7));
        Assert.Equal(
            [(XdpMode.Generic, "soft@7"), (XdpMode.Offloaded, "hard@8")], read.Attached.Select(one => (one.Mode, one.Program.Title)));
        Assert.Null(Obstacle(read.Attached[0].Program));
        StartsWith("XDP program 8 on eth0 is offloaded to hardware", read.Attached[1].Program);
    }

    [Theory]
    [InlineData(0, true, "XDP program plain@7 was loaded without BTF type information")]
    [InlineData(7, false, "XDP program plain@7 has BTF but no func_info")]
    public void A_program_that_cannot_be_traced_is_listed_with_the_reason(uint btfId, bool functions, string reason)
    {
        FakePrograms.Add(_kernel, 7, "plain");
        var info = _kernel.Programs[7];
        _kernel.Programs[7] = info with { BtfId = btfId, Functions = functions && btfId != 0 ? info.Functions : [] };
        var program = Assert.Single(Read(new XdpAttachment(XdpMode.Native, 7)).Attached).Program;
        Assert.Equal(("plain", "plain@7"), (program.Name, program.Title));
        StartsWith(reason, program);
    }

    [Fact]
    public void Damaged_types_are_a_reason_too()
    {
        FakePrograms.Add(_kernel, 7, "plain");
        _kernel.Programs[7] = _kernel.Programs[7] with { Functions = [new FunctionInfo(0, 999)] };
        var program = Assert.Single(Read(new XdpAttachment(XdpMode.Native, 7)).Attached).Program;
        StartsWith("the BTF type information of XDP program plain@7 cannot be read (", program);
    }

    [Fact]
    public void Without_the_capability_ids_are_all_there_is()
    {
        _kernel.Kernel.Fail(BpfCommand.ProgramGetDescriptorById, Errno.EPERM);
        var program = ReadBy(FakeMachine.Able with { Has = _ => false });
        Assert.Equal((7u, null, "7"), (program.Id, program.Name, program.Title));
        Assert.StartsWith(
            "CAP_SYS_ADMIN is missing, which it takes to look up XDP program 7 on eth0 by its id; run as root, or grant it: ",
            Sentence.Of(program.Unseen!), StringComparison.Ordinal);
    }

    [Fact]
    public void With_the_capability_it_is_not_said_to_be_missing()
    {
        _kernel.Kernel.Fail(BpfCommand.ProgramGetDescriptorById, Errno.EPERM);
        var purpose = new LookUpProgram(7, "eth0");
        Assert.Equal(new PolicyForbids(purpose), ReadBy(FakeMachine.Able).Unseen);
        Assert.Equal(new DeniedInUserNamespace(purpose), ReadBy(FakeMachine.Able with { IsInUserNamespace = () => true }).Unseen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_dispatchers_components_come_in_the_order_they_run(bool targetsAreTold)
    {
        FakePrograms.AddDispatcher(_kernel, 10, targetsAreTold, (23, "first", 5), (21, "second_of_a_longer_name", 10), (22, "third", 50));
        for (var slot = 0; slot < 3; slot++)
            _kernel.Pins[$"{Pins}/prog{slot}-prog"] = ((uint[])[23, 21, 22])[slot];
        var attached = Assert.Single(Read(new XdpAttachment(XdpMode.Native, 10)).Attached);
        Assert.Equal(3, attached.Dispatcher?.ProgramCount);
        Assert.Equal(
            [("first@23", "prog0", 0, 5u, 4u), ("second_of_a_longer_name@21", "prog1", 1, 10u, 4u), ("third@22", "prog2", 2, 50u, 4u)],
            attached.Components.Select(
                one => (one.Program.Title, one.ReplacedName, one.Slot ?? -1, one.Priority ?? 0, one.ChainActions ?? 0)));
        Assert.Null(attached.Replacement);
        Assert.Null(attached.Missing);
        Assert.Equal(targetsAreTold, _kernel.AskedPins.Count == 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_single_component_takes_the_dispatchers_own_place(bool targetsAreTold)
    {
        FakePrograms.AddDispatcher(_kernel, 10, targetsAreTold, (20, "xdpfilt_alw_all", 10));
        _kernel.Pins[$"{Pins}/prog0-prog"] = 20;
        var attached = Assert.Single(Read(new XdpAttachment(XdpMode.Native, 10)).Attached);
        Assert.Equal("xdpfilt_alw_all@20", attached.Replacement?.Program.Title);
        Assert.Equal((0, 10u), (attached.Replacement?.Slot, attached.Replacement?.Priority));
    }

    [Fact]
    public void Where_nothing_tells_the_components_that_is_said()
    {
        FakePrograms.AddDispatcher(_kernel, 10, targetsAreTold: false, (20, "a", 10), (21, "b", 10));
        var attached = Assert.Single(Read(new XdpAttachment(XdpMode.Native, 10)).Attached);
        Assert.Empty(attached.Components);
        Assert.Equal(
            $"before Linux 5.13 only libxdp's pins tell them, and they are not at {Pins} (or where LIBXDP_BPFFS says)", Sentence.Of(attached.Missing!));
    }

    [Fact]
    public void Pins_that_may_not_be_read_are_said_to_be_so()
    {
        FakePrograms.AddDispatcher(_kernel, 10, targetsAreTold: false, (20, "a", 10));
        _kernel.Kernel.Fail(BpfCommand.ObjectGet, Errno.EACCES);
        var attached = Assert.Single(Read(new XdpAttachment(XdpMode.Native, 10)).Attached);
        Assert.Equal(
            $"before Linux 5.13 only libxdp's pins tell them, and {Pins} cannot be read, here or below /proc/1/root: EACCES (Permission denied)", Sentence.Of(attached.Missing!));
    }

    [Fact]
    public void A_kernel_without_link_ids_is_asked_for_pins_as_well()
    {
        FakePrograms.AddDispatcher(_kernel, 10, targetsAreTold: false, (20, "a", 10));
        _kernel.Pins[$"{Pins}/prog0-prog"] = 20;
        _kernel.Kernel.Fail(BpfCommand.LinkGetNextId, Errno.EINVAL);
        Assert.Equal("a@20", Assert.Single(Read(new XdpAttachment(XdpMode.Native, 10)).Attached).Replacement?.Program.Title);
    }

    [Fact]
    public void A_function_replaced_by_other_means_is_known_by_its_name()
    {
        FakePrograms.Add(_kernel, 7, "xdp_main", "parse", "decide");
        FakePrograms.Add(_kernel, 8, "better_decision");
        FakePrograms.Add(_kernel, 9, "better_parser");
        foreach (var (id, at) in (ReadOnlySpan<(uint, int)>)[(8, 2), (9, 1)])
        {
            _kernel.Programs[id] = _kernel.Programs[id] with { Type = ProgramType.Extension };
            _kernel.AddExtension(id, id, 7, _kernel.Programs[7].Functions[at].TypeId);
        }

        var attached = Assert.Single(Read(new XdpAttachment(XdpMode.Native, 7)).Attached);
        Assert.Equal(
            [("better_parser@9", "parse", null), ("better_decision@8", "decide", (int?)null)],
            attached.Components.Select(one => (one.Program.Title, one.ReplacedName, one.Slot)));
        Assert.Null(attached.Dispatcher);
    }

    [Fact]
    public void An_extension_of_another_program_is_not_taken_for_one_of_this()
    {
        FakePrograms.AddDispatcher(_kernel, 10, true, (20, "ours", 10));
        FakePrograms.AddDispatcher(_kernel, 11, true, (21, "theirs", 10));
        var attached = Assert.Single(Read(new XdpAttachment(XdpMode.Native, 10)).Attached);
        Assert.Equal("ours@20", Assert.Single(attached.Components).Program.Title);
    }

    [Fact]
    public void When_the_program_is_gone_the_interface_is_looked_up_again()
    {
        FakePrograms.Add(_kernel, 8, "successor");
        _again = FakePrograms.Interface(new XdpAttachment(XdpMode.Native, 8));
        Assert.Equal("successor@8", Assert.Single(Read(new XdpAttachment(XdpMode.Native, 7)).Attached).Program.Title);
    }

    [Fact]
    public void When_it_is_gone_again_that_is_said()
    {
        _again = FakePrograms.Interface(new XdpAttachment(XdpMode.Native, 8));
        var program = Assert.Single(Read(new XdpAttachment(XdpMode.Native, 7)).Attached).Program;
        Assert.Equal("XDP program 8 on eth0 was gone before it could be opened; try again", Sentence.Of(program.Unseen!));
    }

    [Fact]
    public void When_the_interface_is_gone_too_its_program_is_said_to_be()
    {
        _again = null;
        var program = Assert.Single(Read(new XdpAttachment(XdpMode.Native, 7)).Attached).Program;
        Assert.Equal("XDP program 7 on eth0 was gone before it could be opened; try again", Sentence.Of(program.Unseen!));
    }

    [Fact]
    public void A_dispatcher_replaced_during_the_walk_is_looked_up_again()
    {
        FakePrograms.AddDispatcher(_kernel, 10, true, (20, "old", 10));
        FakePrograms.AddDispatcher(_kernel, 11, true, (21, "old", 10), (22, "new", 20));
        _again = FakePrograms.Interface(new XdpAttachment(XdpMode.Native, 11));
        _kernel.Meanwhile = () => _kernel.Links.Remove(1020);
        var attached = Assert.Single(Read(new XdpAttachment(XdpMode.Native, 10)).Attached);
        Assert.Equal(["old@21", "new@22"], attached.Components.Select(one => one.Program.Title));
    }

    [Fact]
    public void A_component_that_was_detached_for_good_is_not_waited_for()
    {
        FakePrograms.AddDispatcher(_kernel, 10, true, (20, "gone", 10), (21, "here", 10));
        _kernel.Links.Remove(1020);
        var attachment = new XdpAttachment(XdpMode.Native, 10);
        _again = FakePrograms.Interface(attachment);
        var attached = Assert.Single(Read(attachment).Attached);
        Assert.Equal([("here@21", 1)], attached.Components.Select(one => (one.Program.Title, one.Slot ?? -1)));
        Assert.Null(attached.Missing);
    }

    [Fact]
    public void Several_interfaces_cost_one_walk()
    {
        FakePrograms.Add(_kernel, 7, "one");
        FakePrograms.Add(_kernel, 8, "other");
        var reader = new ProgramReader(_ => null);
        reader.Read(FakePrograms.Interface(new XdpAttachment(XdpMode.Native, 7)));
        reader.Read(FakePrograms.Interface(new XdpAttachment(XdpMode.Native, 8)));
        Assert.Single(_kernel.Kernel.Calls, call => call.Command == BpfCommand.LinkGetNextId);
    }

    private static void StartsWith(string words, XdpProgram program) =>
        Assert.StartsWith(words, Sentence.Of(Obstacle(program)!), StringComparison.Ordinal);

    private static CaptureReason? Obstacle(XdpProgram program) => new TracingKind().Obstacle("eth0", program);

    private static XdpProgram ReadBy(HostPrivileges here) => Assert.Single(
        new ProgramReader(_ => null, here).Read(FakePrograms.Interface(new XdpAttachment(XdpMode.Native, 7))).Attached).Program;

    private InterfacePrograms Read(params XdpAttachment[] attachments) =>
        new ProgramReader(_ => _again).Read(FakePrograms.Interface(attachments));
}
