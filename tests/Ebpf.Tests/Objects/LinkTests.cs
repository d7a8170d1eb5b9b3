using Ebpf.Objects;
using Ebpf.Sys;
using Linux;
using Linux.Network;

namespace Ebpf.Tests.Objects;

public sealed unsafe class LinkTests
{
    [Theory]
    [InlineData(XdpMode.Unspecified, 0)]
    [InlineData(XdpMode.Generic, 2)]
    [InlineData(XdpMode.Native, 4)]
    [InlineData(XdpMode.Offloaded, 8)]
    public void An_xdp_link_names_interface_and_mode(XdpMode mode, uint flags)
    {
        LinkCreateAttributes seen = default;
        using FakeKernel kernel = Programs().On(BpfCommand.LinkCreate, (bytes, _) =>
        {
            seen = FakeKernel.As<LinkCreateAttributes>(bytes);
            return FakeKernel.NewDescriptor();
        });
        using BpfProgram program = BpfProgram.OpenById(1);
        using BpfLink link = BpfLink.AttachXdp(program, 42, mode);
        Assert.Equal(((int)program.Handle.DangerousGetHandle(), 42, 37u, flags),
            (seen.ProgramDescriptor, seen.TargetInterfaceIndex, seen.AttachType, seen.Flags));
    }

    [Fact]
    public void An_interface_with_another_program_is_reported_busy()
    {
        using FakeKernel kernel = Programs().Fail(BpfCommand.LinkCreate, Errno.EBUSY);
        using BpfProgram program = BpfProgram.OpenById(1);
        BpfException exception = Assert.Throws<BpfException>(() => BpfLink.AttachXdp(program, 42, XdpMode.Native));
        Assert.Equal("BPF_LINK_CREATE to interface 42: EBUSY (Device or resource busy)", exception.Message);
    }

    [Fact]
    public void A_tracing_link_is_opened_as_a_tracepoint_without_a_name()
    {
        using FakeKernel kernel = Programs().On(BpfCommand.RawTracepointOpen, (bytes, _) =>
        {
            Assert.True(FakeKernel.As<RawTracepointAttributes>(bytes).Name is null);
            Assert.True(FakeKernel.As<RawTracepointAttributes>(bytes).ProgramDescriptor > 0);
            return FakeKernel.NewDescriptor();
        });
        using BpfProgram program = BpfProgram.OpenById(1);
        using BpfLink link = BpfLink.AttachTracing(program);
        Assert.False(link.Handle.IsInvalid);
    }

    [Fact]
    public void A_replaced_function_cannot_be_traced_and_the_reason_shows()
    {
        using FakeKernel kernel = Programs().Fail(BpfCommand.RawTracepointOpen, Errno.EBUSY);
        using BpfProgram program = BpfProgram.OpenById(1);
        BpfException exception = Assert.Throws<BpfException>(() => BpfLink.AttachTracing(program));
        Assert.Equal("BPF_RAW_TRACEPOINT_OPEN of a tracing program: EBUSY (Device or resource busy)", exception.Message);
    }

    [Fact]
    public void A_tracing_links_info_leads_to_its_target()
    {
        LinkInfo info = InfoOf((ref LinkInfoRecord record) =>
        {
            record.Type = 2;
            record.Id = 5;
            record.ProgramId = 6;
            record.TracingAttachType = 25;
            record.TracingTargetObjectId = 132;
            record.TracingTargetBtfId = 8;
        });
        Assert.Equal(new LinkInfo
        {
            Id = 5,
            Type = LinkType.Tracing,
            ProgramId = 6,
            AttachType = AttachType.TraceFexit,
            TargetObjectId = 132,
            TargetBtfTypeId = 8,
        }, info);
    }

    [Fact]
    public void A_kernel_that_does_not_tell_the_target_is_not_misread()
    {
        LinkInfo info = InfoOf((ref LinkInfoRecord record) =>
        {
            record.Type = 2;
            record.TracingAttachType = 24;
        });
        Assert.Equal(AttachType.TraceFentry, info.AttachType);
        Assert.Null(info.TargetObjectId);
        Assert.Null(info.TargetBtfTypeId);
        Assert.Null(info.InterfaceIndex);
    }

    [Fact]
    public void An_xdp_links_info_leads_to_its_interface()
    {
        LinkInfo info = InfoOf((ref LinkInfoRecord record) =>
        {
            record.Type = 6;
            record.ProgramId = 3;
            record.XdpInterfaceIndex = 42;
        });
        Assert.Equal(42, info.InterfaceIndex);
        Assert.Null(info.AttachType);
        Assert.Null(info.TargetObjectId);
    }

    [Fact]
    public void Walking_links_that_a_kernel_does_not_have_is_refused_with_EINVAL()
    {
        using FakeKernel kernel = new();
        Assert.Equal(Errno.EINVAL, Assert.Throws<BpfException>(() => BpfLink.Ids().ToList()).Errno);
    }

    [Fact]
    public void Type_information_is_read_in_two_calls()
    {
        byte[] btf = [0x9f, 0xeb, 1, 0, 24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0];
        using FakeKernel kernel = new FakeKernel()
            .On(BpfCommand.BtfGetDescriptorById, (_, _) => FakeKernel.NewDescriptor())
            .OnInfo((ref BtfInfoRecord record) =>
            {
                btf.AsSpan(0, (int)Math.Min((uint)btf.Length, record.BtfSize)).CopyTo(new Span<byte>(record.Btf, (int)record.BtfSize));
                record.BtfSize = (uint)btf.Length;
            });
        Assert.Equal(btf, BtfObject.LoadById(3).Bytes.ToArray());
    }

    private static FakeKernel Programs() => new FakeKernel().On(BpfCommand.ProgramGetDescriptorById, (_, _) => FakeKernel.NewDescriptor());

    private static LinkInfo InfoOf(FakeKernel.FillInfo<LinkInfoRecord> fill)
    {
        using FakeKernel kernel = new FakeKernel()
            .On(BpfCommand.LinkGetDescriptorById, (_, _) => FakeKernel.NewDescriptor())
            .OnInfo(fill);
        using BpfLink link = BpfLink.OpenById(5);
        return link.GetInfo();
    }
}
