using System.Text;
using Ebpf.Sys;
using Linux;
using Linux.Files;

namespace Ebpf.Objects;

public sealed unsafe partial class BpfProgram
{
    /// <summary>Opens the program pinned at a path of a BPF file system; null if there is nothing of that name.</summary>
    /// <param name="path">Where: /sys/fs/bpf/x. That it is a program, and not a map or a link, is the caller's to know.</param>
    /// <exception cref="BpfException">EPERM: it takes CAP_BPF (before 5.8 CAP_SYS_ADMIN). EACCES: the file or a folder above it may not be
    /// read or, since a program can be changed through it, written. EINVAL: the path is not on a BPF file system.</exception>
    public static BpfProgram? TryOpenPinned(string path)
    {
        byte[] name = Encoding.UTF8.GetBytes(path + '\0');
        fixed (byte* start = name)
        {
            ObjectPathAttributes attributes = new() { Path = start };
            FileDescriptorHandle? handle = BpfSyscall.Open(BpfCommand.ObjectGet, ref attributes, out Errno error);
            if (handle is not null)
                return new BpfProgram(handle);
            return error == Errno.ENOENT ? null : throw BpfException.Of(BpfCommand.ObjectGet, path, error);
        }
    }
}
