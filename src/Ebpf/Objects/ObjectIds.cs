using Ebpf.Sys;
using Linux;
using Linux.Files;

namespace Ebpf.Objects;

/// <summary>What programs, maps, links and BTF have in common: ids, descriptors by id, infos by descriptor.</summary>
internal static unsafe class ObjectIds
{
    /// <summary>
    /// All ids there are, ascending. Objects may come and go meanwhile: one that is gone when it is opened is nothing unusual.
    /// </summary>
    /// <exception cref="BpfException">EPERM: it takes CAP_SYS_ADMIN. EINVAL: the kernel has no such objects.</exception>
    internal static IEnumerable<uint> Walk(BpfCommand command)
    {
        uint id = 0;
        while (TryGetNext(command, ref id))
            yield return id;
    }

    /// <summary>Opens an object; null if there is none with this id (any more), or not yet: a link that is just being made.</summary>
    /// <exception cref="BpfException">EPERM: it takes CAP_SYS_ADMIN.</exception>
    internal static FileDescriptorHandle? TryOpen(BpfCommand command, uint id)
    {
        IdAttributes attributes = new() { Id = id };
        FileDescriptorHandle? handle = BpfSyscall.Open(command, ref attributes, out Errno error);
        return handle is not null || error == Errno.ENOENT || error == Errno.EAGAIN ? handle : throw Failure(command, id, error);
    }

    /// <summary>Opens an object.</summary>
    /// <exception cref="BpfException">ENOENT: there is none. EPERM: it takes CAP_SYS_ADMIN.</exception>
    internal static FileDescriptorHandle Open(BpfCommand command, uint id) =>
        TryOpen(command, id) ?? throw Failure(command, id, Errno.ENOENT);

    /// <summary>Fills <paramref name="record"/>, whose pointers and counts say what else is wanted.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    internal static void ReadInfo<T>(FileDescriptorHandle handle, ref T record, string subject) where T : unmanaged
    {
        using BorrowedDescriptor descriptor = handle.Borrow();
        fixed (T* pointer = &record)
        {
            InfoAttributes attributes = new() { Descriptor = descriptor.Value, InfoLength = (uint)sizeof(T), Info = pointer };
            BpfSyscall.Invoke(BpfCommand.ObjectGetInfoByDescriptor, ref attributes, out Errno error);
            if (error.IsError)
                throw BpfException.Of(BpfCommand.ObjectGetInfoByDescriptor, subject, error);
        }
    }

    private static bool TryGetNext(BpfCommand command, ref uint id)
    {
        IdAttributes attributes = new() { Id = id };
        BpfSyscall.Invoke(command, ref attributes, out Errno error);
        if (error == Errno.ENOENT)
            return false;
        if (error.IsError)
            throw Failure(command, id, error);
        id = attributes.NextId;
        return true;
    }

    private static BpfException Failure(BpfCommand command, uint id, Errno error) => BpfException.Of(command, $"id {id}", error);
}
