using Capture.Reasons;
using Ebpf.Btf;
using Ebpf.Features;
using Ebpf.Objects;
using Linux;

namespace Capture.Hooks;

/// <summary>Where the kernel's type information comes from, and what it means that there is none.</summary>
internal static class KernelTypeSource
{
    /// <param name="path">A file that has it; null for what the kernel shows.</param>
    /// <exception cref="CaptureException">It cannot be had.</exception>
    public static BtfBlob Load(string? path) => path is null ? LoadOwn() : LoadFrom(path, BtfObject.KernelLength());

    /// <param name="path">The file.</param>
    /// <param name="kernelLength">Bytes of the running kernel's types; null where it does not tell.</param>
    internal static BtfBlob LoadFrom(string path, int? kernelLength)
    {
        try
        {
            var types = BtfBlob.LoadFile(path);
            return kernelLength is { } length && length != types.Bytes.Length
                ? throw new CaptureException(new BtfFileOfAnother(path, types.Bytes.Length, length))
                : types;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or BtfFormatException)
        {
            throw new CaptureException(new BtfFileUnusable(path, failure.Message), cause: failure);
        }
    }

    private static BtfBlob LoadOwn()
    {
        try
        {
            return BtfBlob.LoadKernel();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CaptureException(WhyNot(failure.Message, KernelTypes.File.Support), cause: failure);
        }
        catch (BtfFormatException failure)
        {
            throw new CaptureException(new KernelBtfUnreadable(failure.Message), cause: failure);
        }
    }

    internal static CaptureReason WhyNot(string said, FeatureSupport there) => there switch
    {
        FeatureUnsupported => new KernelWithoutBtf(),
        FeatureUnknown { Error: var error } when error == Errno.ENOENT || error == Errno.EACCES || error == Errno.EPERM => new KernelBtfHidden(),
        FeatureUnknown unknown => new KernelBtfUnreadable(unknown.Problem),
        _ => new KernelBtfUnreadable(said),
    };
}
