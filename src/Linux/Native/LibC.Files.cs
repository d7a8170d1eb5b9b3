using System.Runtime.InteropServices;
using Linux.Files;

namespace Linux.Native;

/// <summary>What is done with names in open folders.</summary>
internal static unsafe partial class LibC
{
    internal const int O_PATH = 0x200000;

    /// <summary>asm/fcntl.h: arm64 has numbers of its own for these two.</summary>
    internal static readonly int O_DIRECTORY = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;

    internal static readonly int O_NOFOLLOW = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    [LibraryImport(Name, EntryPoint = "openat", SetLastError = true)]
    internal static partial int OpenAt(FileDescriptorHandle folder, byte* name, int flags, uint mode);

    [LibraryImport(Name, EntryPoint = "readlinkat", SetLastError = true)]
    internal static partial nint ReadLinkAt(FileDescriptorHandle folder, byte* name, byte* buffer, nuint size);

    [LibraryImport(Name, EntryPoint = "unlinkat", SetLastError = true)]
    internal static partial int RemoveAt(FileDescriptorHandle folder, byte* name, int flags);

    [LibraryImport(Name, EntryPoint = "fstatfs", SetLastError = true)]
    internal static partial int FileSystemStatus(FileDescriptorHandle file, FileSystemRecord* status);

    [LibraryImport(Name, EntryPoint = "geteuid", SetLastError = true)]
    internal static partial uint EffectiveUserId();
}

/// <summary>struct statfs where words have 64 bits, as far as it is read here.</summary>
[StructLayout(LayoutKind.Sequential, Size = 120)]
internal struct FileSystemRecord
{
    internal ulong Type;
}
