using System.Runtime.InteropServices;

namespace Linux.Native;

/// <summary>Numbers of the system calls the C library has no function for: asm/unistd_64.h, asm-generic/unistd.h.</summary>
internal static class SystemCallNumbers
{
    private static readonly bool IsX64 = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    internal static readonly int Bpf = IsX64 ? 321 : 280;
    internal static readonly int MemoryBarrier = IsX64 ? 324 : 283;
}
