using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Linux.Native;

/// <summary>struct timespec where time_t has 64 bits.</summary>
internal struct TimeRecord
{
    internal long Seconds;
    internal long Nanoseconds;
}

/// <summary>struct itimerspec.</summary>
internal struct TimerSetting
{
    internal TimeRecord Interval;
    internal TimeRecord Value;
}

/// <summary>struct new_utsname, linux/utsname.h: six texts, each ended by a 0.</summary>
[InlineArray(6 * FieldLength)]
internal struct UnameRecord
{
    internal const int FieldLength = 65;

    private byte _first;
}

/// <summary>struct pollfd.</summary>
internal struct PollRecord
{
    internal int Descriptor;
    internal short Requested;
    internal short Returned;
}

/// <summary>struct rlimit with 64-bit limits.</summary>
internal struct ResourceLimit
{
    internal ulong Soft;
    internal ulong Hard;
}

/// <summary>struct __user_cap_header_struct, linux/capability.h.</summary>
internal struct CapabilityHeader
{
    internal uint Version;
    internal int ThreadId;
}

/// <summary>struct __user_cap_data_struct: 32 capabilities; version 3 has two of these.</summary>
internal struct CapabilityRecord
{
    internal uint Effective;
    internal uint Permitted;
    internal uint Inheritable;
}

/// <summary>
/// The part of struct statx (linux/stat.h) that is read here. It is laid out alike on every architecture, which struct stat is not.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatxRecord
{
    [FieldOffset(16)] internal uint Links;
    [FieldOffset(20)] internal uint OwnerId;
    [FieldOffset(28)] internal ushort Mode;
    [FieldOffset(32)] internal ulong Inode;
    [FieldOffset(40)] internal ulong Size;
    [FieldOffset(136)] internal uint DeviceMajor;
    [FieldOffset(140)] internal uint DeviceMinor;
}

/// <summary>struct flock where words have 64 bits.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FileLockRecord
{
    internal short Type;
    internal short Whence;
    internal long Start;
    internal long Length;
    internal int Process;
}

/// <summary>sigset_t of the C library: 1024 bits.</summary>
[InlineArray(16)]
internal struct SignalSet
{
    private ulong _bits;
}
