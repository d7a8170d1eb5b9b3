using System.Runtime.InteropServices;
using Linux.Files;

namespace Linux.Native;

/// <summary>Every native function this assembly calls. Most fail with -1 and leave the reason in <see cref="Errno.Last"/>.</summary>
/// <remarks>
/// SetLastError stands on each, also where errno says nothing: without it the generator writes a bare DllImport, which is banned.
/// </remarks>
internal static unsafe partial class LibC
{
    private const string Name = "libc";

    internal const int O_CLOEXEC = 0x80000;
    internal const int O_ACCMODE = 3;
    internal const int F_GETFL = 3;
    internal const int F_SETFL = 4;

    /// <summary>asm/fcntl.h of x86, of arm64.</summary>
    internal static readonly int O_DIRECT = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 0x4000 : 0x10000;
    internal const int F_DUPFD_CLOEXEC = 1030;
    internal const int F_OFD_SETLK = 37;
    internal const short F_WRLCK = 1;
    internal const int O_APPEND = 0x400;
    internal const int SEEK_CUR = 1;
    internal const int PROT_READ = 1;
    internal const int PROT_WRITE = 2;
    internal const int MAP_SHARED = 1;
    internal const int MAP_PRIVATE = 2;
    internal const int MAP_ANONYMOUS = 0x20;
    internal const int CLOCK_REALTIME = 0;
    internal const int CLOCK_MONOTONIC = 1;
    internal const int EFD_CLOEXEC = 0x80000;
    internal const int EFD_NONBLOCK = 0x800;
    internal const int TFD_CLOEXEC = 0x80000;
    internal const int TFD_NONBLOCK = 0x800;
    internal const int TFD_TIMER_ABSTIME = 1;
    internal const int TFD_TIMER_CANCEL_ON_SET = 2;
    internal const int CLONE_NEWNET = 0x40000000;
    internal const int RLIMIT_MEMLOCK = 8;
    internal const int AT_FDCWD = -100;
    internal const int AT_EMPTY_PATH = 0x1000;
    internal const int AT_STATX_DONT_SYNC = 0x4000;
    internal const uint STATX_BASIC_STATS = 0x7ff;
    internal const int SIG_SETMASK = 2;
    internal const int AF_NETLINK = 16;
    internal const int SOCK_RAW = 3;
    internal const int SOCK_CLOEXEC = 0x80000;

    [LibraryImport(Name, EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint SystemCall(nint number, nint first, void* second, nint third);

    [LibraryImport(Name, EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int descriptor);

    [LibraryImport(Name, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags, uint mode);

    [LibraryImport(Name, EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int FileControl(int descriptor, int command, nint argument);

    [LibraryImport(Name, EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int FileControl(FileDescriptorHandle descriptor, int command, nint argument);

    [LibraryImport(Name, EntryPoint = "ftruncate", SetLastError = true)]
    internal static partial int Truncate(FileDescriptorHandle descriptor, long length);

    [LibraryImport(Name, EntryPoint = "lseek", SetLastError = true)]
    internal static partial long Seek(FileDescriptorHandle descriptor, long offset, int whence);

    [LibraryImport(Name, EntryPoint = "isatty", SetLastError = true)]
    internal static partial int IsTerminal(FileDescriptorHandle descriptor);

    [LibraryImport(Name, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ExtendedStatus(int directory, string path, int flags, uint mask, StatxRecord* status);

    [LibraryImport(Name, EntryPoint = "writev", SetLastError = true)]
    internal static partial nint WriteVectors(FileDescriptorHandle descriptor, IoVector* vectors, int count);

    [LibraryImport(Name, EntryPoint = "pwritev", SetLastError = true)]
    internal static partial nint WriteVectorsAt(FileDescriptorHandle descriptor, IoVector* vectors, int count, long offset);

    [LibraryImport(Name, EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(FileDescriptorHandle descriptor, void* buffer, nuint length);

    [LibraryImport(Name, EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(FileDescriptorHandle descriptor, void* buffer, nuint length);

    [LibraryImport(Name, EntryPoint = "mmap", SetLastError = true)]
    internal static partial void* Map(void* address, nuint length, int protection, int flags, FileDescriptorHandle descriptor, long offset);

    [LibraryImport(Name, EntryPoint = "mmap", SetLastError = true)]
    internal static partial void* MapNothing(void* address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport(Name, EntryPoint = "munmap", SetLastError = true)]
    internal static partial int Unmap(void* address, nuint length);

    [LibraryImport(Name, EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(PollRecord* entries, ulong count, int timeoutMilliseconds);

    [LibraryImport(Name, EntryPoint = "socket", SetLastError = true)]
    internal static partial int CreateSocket(int family, int type, int protocol);

    [LibraryImport(Name, EntryPoint = "eventfd", SetLastError = true)]
    internal static partial int CreateEvent(uint initial, int flags);

    [LibraryImport(Name, EntryPoint = "timerfd_create", SetLastError = true)]
    internal static partial int CreateTimer(int clock, int flags);

    [LibraryImport(Name, EntryPoint = "timerfd_settime", SetLastError = true)]
    internal static partial int SetTimer(FileDescriptorHandle timer, int flags, TimerSetting* setting, TimerSetting* old);

    [LibraryImport(Name, EntryPoint = "clock_gettime", SetLastError = true)]
    internal static partial int GetClock(int clock, TimeRecord* time);

    [LibraryImport(Name, EntryPoint = "setns", SetLastError = true)]
    internal static partial int SetNamespace(FileDescriptorHandle descriptor, int kind);

    [LibraryImport(Name, EntryPoint = "sched_getaffinity", SetLastError = true)]
    internal static partial int GetAffinity(int process, nuint size, void* mask);

    [LibraryImport(Name, EntryPoint = "capget", SetLastError = true)]
    internal static partial int GetCapabilities(CapabilityHeader* header, CapabilityRecord* records);

    [LibraryImport(Name, EntryPoint = "setrlimit", SetLastError = true)]
    internal static partial int SetResourceLimit(int resource, ResourceLimit* limit);

    [LibraryImport(Name, EntryPoint = "uname", SetLastError = true)]
    internal static partial int SystemNames(UnameRecord* names);

    [LibraryImport(Name, EntryPoint = "_exit", SetLastError = true)]
    internal static partial void Exit(int status);

    [LibraryImport(Name, EntryPoint = "signal", SetLastError = true)]
    internal static partial nint Signal(int signal, nint handler);

    [LibraryImport(Name, EntryPoint = "pthread_sigmask", SetLastError = true)]
    internal static partial int SetSignalMask(int how, SignalSet* mask, SignalSet* old);
}
