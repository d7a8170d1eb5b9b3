using Capture.Hooks;
using Capture.Model;
using Capture.Reasons;
using Capture.Selection;
using Ebpf.Sys;
using Ebpf.Tests;
using Linux;
using Linux.Network;
using Xdpdump.Sentences;

namespace Capture.Tests.Hooks;

public sealed class OwnProgramTests
{
    [Theory]
    [InlineData(16, "EBUSY (Device or resource busy); another XDP program is there by now")]
    [InlineData(95, "EOPNOTSUPP (Operation not supported); --load-xdp-mode skb runs it in the network stack, with any driver, and unspecified "
        + "in the driver where that can be, for each of several interfaces")]
    [InlineData(19, "ENODEV (No such device); the interface is gone")]
    public void A_refused_attachment_names_the_interface_and_the_mode(int errno, string words)
    {
        using var kernel = Kernel().Fail(BpfCommand.LinkCreate, new Errno(errno));
        using var maps = RingMaps.Create(snapLength: 96);
        using var setup = OwnProgramHooks.Load(FakeMachine.Interface, Inputs(XdpMode.Native, maps));
        var failure = Assert.Throws<CaptureException>(setup.Attach);
        Assert.Equal($"our XDP program cannot be attached to eth0 in native mode: {words}", Sentence.Of(failure));
    }

    [Fact]
    public void A_kernel_without_links_is_too_old_and_no_driver_is_blamed()
    {
        using var kernel = Kernel().Fail(BpfCommand.LinkCreate, Errno.EINVAL);
        using var maps = RingMaps.Create(snapLength: 96);
        using var setup = OwnProgramHooks.Load(FakeMachine.Interface, Inputs(XdpMode.Native, maps));
        Assert.Equal(
            "this kernel has no links of XDP programs: to capture at the XDP layer it takes Linux 5.9 or later",
            Sentence.Of(Assert.Throws<CaptureException>(setup.Attach)));
    }

    [Fact]
    public void A_policy_against_attaching_is_told_as_one()
    {
        using var kernel = Kernel().Fail(BpfCommand.LinkCreate, Errno.EPERM);
        using var maps = RingMaps.Create(snapLength: 96);
        using var setup = OwnProgramHooks.Load(FakeMachine.Interface, Inputs(XdpMode.Native, maps));
        var words = Sentence.Of(Assert.Throws<CaptureException>(setup.Attach));
        Assert.Contains("attach our XDP program to eth0", words, StringComparison.Ordinal);
        Assert.DoesNotContain("driver", words, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_attached_to_the_interface_in_the_mode_asked_for()
    {
        LinkCreateAttributes seen = default;
        using var kernel = Kernel().On(BpfCommand.LinkCreate, (attributes, _) =>
        {
            seen = FakeKernel.As<LinkCreateAttributes>(attributes);
            return FakeKernel.NewDescriptor();
        });
        using var maps = RingMaps.Create(snapLength: 96);
        using var setup = OwnProgramHooks.Load(FakeMachine.Interface, Inputs(XdpMode.Generic, maps));
        setup.Attach();
        Assert.Equal(FakeMachine.Interface.Index, seen.TargetInterfaceIndex);
        Assert.Equal(2u, seen.Flags); // XDP_FLAGS_SKB_MODE
        Assert.Equal([new CapturedFunction(9, "xdpdump", XdpMode.Generic)], setup.Programs);
    }

    private static CaptureContext Inputs(XdpMode mode, RingMaps maps) =>
        new(new CaptureOptions { Interfaces = ["eth0"], LoadMode = mode }, new NamespaceScope(null), _ => maps, new FakeReading());

    private static FakeKernel Kernel() => new FakeKernel()
        .On(BpfCommand.MapCreate, (_, _) => FakeMachine.MappableDescriptor())
        .On(BpfCommand.BtfLoad, (_, _) => FakeKernel.NewDescriptor())
        .On(BpfCommand.ProgramLoad, (_, _) => FakeKernel.NewDescriptor())
        .OnInfo((ref ProgramInfoRecord record) => record.Id = 9);
}
