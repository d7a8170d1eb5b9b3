using Linux.Native;

namespace Linux.Files;

/// <summary>Memory shared with the kernel: an mmap(2) of a descriptor, kept until disposed.</summary>
/// <remarks>
/// Closing the descriptor does not end the mapping. There is no finalizer: a pointer read from here says nothing to the collector, which
/// could unmap the memory under it.
/// </remarks>
public sealed unsafe class MemoryMapping : IDisposable
{
    private byte* _pointer;

    private MemoryMapping(byte* pointer, nuint length)
    {
        _pointer = pointer;
        Length = length;
    }

    /// <summary>The first byte, at a page's start.</summary>
    /// <exception cref="ObjectDisposedException">It is unmapped already.</exception>
    public byte* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_pointer is null, this);
            return _pointer;
        }
    }

    /// <summary>Size in bytes, as asked for.</summary>
    public nuint Length { get; }

    /// <summary>Maps <paramref name="length"/> bytes of <paramref name="descriptor"/> from <paramref name="offset"/> on, shared.</summary>
    /// <param name="descriptor">What to map: a map with BPF_F_MMAPABLE, a ring buffer.</param>
    /// <param name="length">In bytes; the kernel rounds it up to whole pages.</param>
    /// <param name="writable">Whether stores are allowed; a store into a read-only mapping kills the process.</param>
    /// <param name="offset">In bytes, a multiple of the page size.</param>
    /// <exception cref="SystemCallException">The descriptor cannot be mapped like this.</exception>
    public static MemoryMapping Map(FileDescriptorHandle descriptor, nuint length, bool writable, long offset = 0)
    {
        int protection = LibC.PROT_READ | (writable ? LibC.PROT_WRITE : 0);
        void* pointer = LibC.Map(null, length, protection, LibC.MAP_SHARED, descriptor, offset);
        Errno error = (nint)pointer == -1 ? Errno.Last : Errno.None;
        if (error.IsError)
            throw new SystemCallException($"mmap of {length} bytes at offset {offset}", error);
        return new MemoryMapping((byte*)pointer, length);
    }

    /// <summary>Makes sure that there is address space for <paramref name="length"/> bytes more, and leaves it free.</summary>
    /// <exception cref="SystemCallException">ENOMEM: there is not.</exception>
    public static void RequireRoom(nuint length)
    {
        void* pointer = LibC.MapNothing(null, length, 0, LibC.MAP_PRIVATE | LibC.MAP_ANONYMOUS, -1, 0);
        Errno error = (nint)pointer == -1 ? Errno.Last : Errno.None;
        if (error.IsError)
            throw new SystemCallException($"mmap of {length} bytes", error);
        _ = LibC.Unmap(pointer, length);
    }

    /// <summary>Unmaps. Any pointer or span taken from here is invalid afterwards: reading through it kills the process.</summary>
    public void Dispose()
    {
        byte* pointer = _pointer;
        _pointer = null;
        if (pointer is not null)
            _ = LibC.Unmap(pointer, Length);
    }
}
