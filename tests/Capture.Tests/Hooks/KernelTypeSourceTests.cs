using Capture.Hooks;
using Capture.Reasons;
using Ebpf.Btf;
using Ebpf.Features;
using Linux;

namespace Capture.Tests.Hooks;

/// <summary>Where the kernel's types come from, and what it means that they do not.</summary>
public sealed class KernelTypeSourceTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_copy_of_this_kernels_types_is_taken()
    {
        var types = Copy();
        Assert.Equal(types, KernelTypeSource.LoadFrom(_file, types.Length).Bytes.ToArray());
        Assert.Equal(types, KernelTypeSource.LoadFrom(_file, kernelLength: null).Bytes.ToArray()); // the kernel does not tell of its own
    }

    /// <summary>Packets would be looked for where that other kernel has them.</summary>
    [Fact]
    public void Types_of_another_kernel_are_refused()
    {
        var types = Copy();
        Assert.Equal(new BtfFileOfAnother(_file, types.Length, 7), Reason(() => KernelTypeSource.LoadFrom(_file, 7)));
    }

    [Fact]
    public void A_file_without_types_is_named()
    {
        Assert.Equal(_file, Assert.IsType<BtfFileUnusable>(Reason(() => KernelTypeSource.LoadFrom(_file, null))).Path);
        Assert.IsType<BtfFileUnusable>(Reason(() => KernelTypeSource.LoadFrom("/nowhere", null)));
        Assert.IsType<BtfFileUnusable>(Reason(() => KernelTypeSource.LoadFrom("/", null)));
    }

    [Fact]
    public void A_kernel_without_types_is_told_from_one_whose_types_are_hidden_or_cannot_be_read()
    {
        Assert.Equal(new KernelWithoutBtf(), WhyNot(new FeatureUnsupported("open: ENOENT", Errno.ENOENT)));
        foreach (var hidden in (ReadOnlySpan<Errno>)[Errno.ENOENT, Errno.EACCES, Errno.EPERM])
            Assert.Equal(new KernelBtfHidden(), WhyNot(new FeatureUnknown("open: ", hidden)));
        foreach (var trouble in (ReadOnlySpan<Errno>)[Errno.EMFILE, Errno.EIO])
            Assert.Equal(new KernelBtfUnreadable("open: trouble"), WhyNot(new FeatureUnknown("open: trouble", trouble)));
        Assert.Equal(new KernelBtfUnreadable("said"), WhyNot(FeatureSupport.Supported));
    }

    private static CaptureReason WhyNot(FeatureSupport there) => KernelTypeSource.WhyNot("said", there);

    private static CaptureReason Reason(Action load) => Assert.Throws<CaptureException>(load).Reason;

    private byte[] Copy()
    {
        var types = XdpProgramBtf.Create("xdp_main").Btf.Bytes.ToArray();
        File.WriteAllBytes(_file, types);
        return types;
    }
}
