using Capture.Hooks;
using Capture.Reasons;
using Capture.Targets;
using Ebpf.Btf;
using Ebpf.Objects;
using Ebpf.Sys;
using Ebpf.Tests;
using Linux;
using Linux.Network;
using Linux.Processes;
using Xdpdump.Sentences;

namespace Capture.Tests.Hooks;

public sealed unsafe class TargetTests
{
    private static readonly XdpAttachment Attachment = new(XdpMode.Native, 77);

    [Fact]
    public void A_program_that_is_gone_is_said_to_be()
    {
        using var kernel = new FakeKernel().Fail(BpfCommand.ProgramGetDescriptorById, Errno.ENOENT);
        Refused("XDP program 77 on eth0 was gone before it could be opened; try again");
    }

    [Fact]
    public void Looking_up_by_id_needs_a_capability_that_is_named()
    {
        using var kernel = new FakeKernel().Fail(BpfCommand.ProgramGetDescriptorById, Errno.EPERM);
        Refused("CAP_SYS_ADMIN is missing, which it takes to look up XDP program 77 on eth0 by its id; "
            + CapabilityAdvice.For(new CapabilitiesMissing([Capability.SysAdmin], new LookUpProgram(77, "eth0")), Environment.ProcessPath!));
    }

    [Theory]
    [InlineData(XdpMode.Native, 4)]
    [InlineData(XdpMode.Offloaded, 0)]
    [InlineData(XdpMode.Offloaded, 4)]
    public void An_offloaded_program_is_out_of_reach(XdpMode mode, uint offloadedTo)
    {
        using var kernel = FakeMachine.WithProgram((ref record) =>
        {
            Describe(ref record);
            record.InterfaceIndex = offloadedTo;
        });
        Refused(
            "XDP program 77 on eth0 is offloaded to hardware: it runs in the network card, where the kernel cannot trace it; "
            + "attach it in native or skb mode to capture at it",
            Attachment with { Mode = mode });
    }

    [Fact]
    public void A_program_without_type_information_says_how_to_get_it()
    {
        using var kernel = FakeMachine.WithProgram((ref record) =>
        {
            Describe(ref record);
            record.BtfId = 0;
        });
        Refused("XDP program xdp_main@77 was loaded without BTF type information, which the kernel needs to trace it; "
            + "compile it with -g (clang, target bpf) and load it with a loader that passes BTF on, such as libbpf or xdp-loader");
    }

    [Fact]
    public void A_program_without_function_information_says_how_to_get_it()
    {
        using var kernel = FakeMachine.WithProgram(Describe);
        Refused("XDP program xdp_main@77 has BTF but no func_info, so its function is not known to the kernel; "
            + "load it with a loader that passes .BTF.ext on, such as libbpf or xdp-loader");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_program_is_known_by_its_functions_full_name_and_declared_context(bool untyped)
    {
        const string Name = "xdp_function_of_quite_a_long_name";
        var (btf, function) = XdpProgramBtf.Create(Name, untyped);
        using var kernel = FakeMachine.WithProgram(
            (ref record) =>
            {
                Describe(ref record);
                if (record.FunctionInfo is not null)
                    new FunctionInfo(0, function.Value).WriteTo(new Span<byte>(record.FunctionInfo, FunctionInfo.Size));
                record.FunctionInfoCount = 1;
                record.FunctionInfoRecordSize = FunctionInfo.Size;
            },
            btf);
        var plan = Select(Attachment with { Mode = XdpMode.Generic });
        Assert.Equal(new TargetFunction(77, function, Name, !untyped, 1, XdpMode.Generic), Assert.Single(plan.Captured));
        Assert.Equal(plan.Captured[0], plan.Outermost);
    }

    [Fact]
    public void Type_information_that_cannot_be_read_is_no_crash()
    {
        using var kernel = FakeMachine.WithProgram(
            (ref record) =>
            {
                Describe(ref record);
                if (record.FunctionInfo is not null)
                    new FunctionInfo(0, 999).WriteTo(new Span<byte>(record.FunctionInfo, FunctionInfo.Size));
                record.FunctionInfoCount = 1;
                record.FunctionInfoRecordSize = FunctionInfo.Size;
            },
            XdpProgramBtf.Create("xdp_main").Btf);
        var failure = Assert.Throws<CaptureException>(() => Select(Attachment));
        Assert.StartsWith("the BTF type information of XDP program xdp_main@77 cannot be read (", Sentence.Of(failure), StringComparison.Ordinal);
        Assert.IsType<ProgramBtfUnreadable>(failure.Reason);
    }

    private static void Describe(ref ProgramInfoRecord record)
    {
        record.Type = (uint)ProgramType.Xdp;
        record.Id = 77;
        record.BtfId = 5;
        record.Name = ObjectNames.ToRecord("xdp_main");
    }

    private static TargetPlan Select(XdpAttachment attachment) => TracingKind.Plan(
        new ProgramReader(_ => null, FakeMachine.Able with { Has = _ => false }).Read(FakeMachine.Interface with { Attachments = [attachment] }), names: null);

    private static void Refused(string words, XdpAttachment? attachment = null) => Assert.Equal(
        words, Sentence.Of(Assert.Throws<CaptureException>(() => Select(attachment ?? Attachment))));
}
