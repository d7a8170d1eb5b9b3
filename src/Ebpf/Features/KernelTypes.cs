using Linux;
using Linux.Files;

namespace Ebpf.Features;

/// <summary>The kernel's own types.</summary>
public static class KernelTypes
{
    private const string KernelObjects = "/sys/kernel";

    /// <summary>
    /// /sys/kernel/btf/vmlinux: Linux 5.4, commit 341dfcf8d78e, built with CONFIG_DEBUG_INFO_BTF. Where this process is shown another /sys,
    /// or a part of it, it is not known whether there is one.
    /// </summary>
    public static KernelFeature File { get; } = new("the kernel's types (BTF)", new Version(5, 4), [], () => Find(KernelObjects));

    internal static FeatureSupport Find(string kernelObjects)
    {
        var folder = Path.Combine(kernelObjects, "btf");
        var file = Path.Combine(folder, "vmlinux");
        try
        {
            using var opened = FileIo.Open(file, OpenFlags.ReadOnly);
            return FeatureSupport.Supported;
        }
        catch (SystemCallException failure) when (failure.Errno == Errno.ENOENT)
        {
            // A kernel without types does not make the folder. One that is empty, like a /sys that is, has something mounted over it.
            return Directory.Exists(folder) || !IsFilled(kernelObjects)
                ? new FeatureUnknown($"{failure.Message}, but something hides what the kernel has there", failure.Errno)
                : new FeatureUnsupported(failure.Message, failure.Errno);
        }
        catch (SystemCallException failure)
        {
            return new FeatureUnknown(failure.Message, failure.Errno);
        }
    }

    private static bool IsFilled(string folder)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(folder).Any();
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
