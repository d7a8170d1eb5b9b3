using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Linux.Files;
using Linux.Native;
using Linux.Network;
using Linux.Processes;
using Linux.Time;

namespace Linux.Tests.Processes;

public sealed class ProcessTests
{
    private const int UserSignal1 = 10;
    private const int UserSignal2 = 12;
    private const nint Ignore = 1; // SIG_IGN

    [Fact]
    public void Descriptor_zero_is_never_kept()
    {
        using FileDescriptorHandle standardInput = new(LibC.FileControl(0, LibC.F_DUPFD_CLOEXEC, 3));
        using (FileDescriptorHandle moved = FileDescriptorHandle.AdoptNonZero(0))
        {
            Assert.True((int)moved.DangerousGetHandle() > 0);
            Assert.Equal(FileStatus.Of(standardInput), FileStatus.Of(moved));
        }

        const int Duplicate = 0; // F_DUPFD: the lowest number that is free
        Assert.True(LibC.FileControl(standardInput, Duplicate, 0) >= 0);
    }

    [Fact]
    public unsafe void A_file_is_mapped_into_memory()
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, [1, 2, 3, 4]);
        using FileDescriptorHandle file = FileIo.Open(path, OpenFlags.ReadWrite);
        using (MemoryMapping mapping = MemoryMapping.Map(file, 4, writable: true))
        {
            Assert.Equal(4u, mapping.Length);
            Assert.Equal([1, 2, 3, 4], new Span<byte>(mapping.Pointer, 4).ToArray());
            mapping.Pointer[2] = 9;
        }
        Assert.Equal([1, 2, 9, 4], File.ReadAllBytes(path));
        File.Delete(path);
    }

    [Fact]
    public unsafe void Memory_that_is_unmapped_is_not_given_out()
    {
        using FileDescriptorHandle zero = FileIo.Open("/dev/zero", OpenFlags.ReadOnly);
        MemoryMapping mapping = MemoryMapping.Map(zero, 4096, writable: false);
        mapping.Dispose();
        mapping.Dispose();
        Assert.Throws<ObjectDisposedException>(() => { _ = mapping.Pointer; });
    }

    [Fact]
    public void What_cannot_be_mapped_is_refused_with_its_size()
    {
        using var signal = new EventFd();
        SystemCallException exception = Assert.Throws<SystemCallException>(() => MemoryMapping.Map(signal.Handle, 4096, writable: true));
        Assert.Equal("mmap of 4096 bytes at offset 0: ENODEV (No such device)", exception.Message);
    }

    [Fact]
    public void The_monotonic_clock_is_the_one_the_runtime_uses()
    {
        long before = Stopwatch.GetTimestamp();
        long now = Clock.MonotonicNanoseconds();
        Assert.InRange(now, before, Stopwatch.GetTimestamp());
        Assert.True(Clock.RealtimeNanoseconds() > now);
    }

    [Fact]
    public void A_namespace_is_known_by_its_inode()
    {
        string link = File.ResolveLinkTarget("/proc/thread-self/ns/net", returnFinalTarget: false)!.Name;
        Assert.Equal($"net:[{NetworkNamespace.CurrentInode()}]", link);
    }

    [Fact]
    public void A_namespace_that_is_not_there_is_named() => Assert.Equal(
        "open /run/netns/nowhere: ENOENT (No such file or directory)",
        Assert.Throws<SystemCallException>(() => NetworkNamespace.Run("/run/netns/nowhere", () => 1)).Message);

    [Fact]
    public void Capabilities_are_those_the_kernel_shows()
    {
        ulong effective = ReadMask("/proc/thread-self/status", "CapEff:");
        foreach (Capability capability in Enum.GetValues<Capability>())
            Assert.Equal((effective >> (int)capability & 1) != 0, Capabilities.Has(capability));
    }

    [Fact]
    public void A_barrier_over_all_cpus_says_whether_it_happened()
    {
        // Either answer is right: kernels with nohz_full CPUs refuse. It has to return, and twice the same.
        Assert.Equal(MemoryBarrierCall.Global(), MemoryBarrierCall.Global());
    }

    [Fact]
    public void A_signal_the_parent_ignored_can_be_handled_after_a_reset()
    {
        Assert.NotEqual(-1, LibC.Signal(UserSignal1, Ignore));
        Assert.True(IsIn("SigIgn:", UserSignal1));
        SignalDisposition.ResetToDefault(UserSignal1);
        Assert.False(IsIn("SigIgn:", UserSignal1));
        using var registration = PosixSignalRegistration.Create((PosixSignal)UserSignal1, _ => { });
        Assert.True(IsIn("SigCgt:", UserSignal1));
    }

    [Fact]
    public void A_signal_the_parent_ignored_stays_ignored_without_a_reset()
    {
        Assert.NotEqual(-1, LibC.Signal(UserSignal2, Ignore));
        using var registration = PosixSignalRegistration.Create((PosixSignal)UserSignal2, _ => { });
        Assert.True(IsIn("SigIgn:", UserSignal2));
        Assert.False(IsIn("SigCgt:", UserSignal2));
    }

    [Fact]
    public void A_signal_that_is_none_is_refused() => Assert.Equal(
        "signal 1000: EINVAL (Invalid argument)",
        Assert.Throws<SystemCallException>(() => SignalDisposition.ResetToDefault(1000)).Message);

    [Fact]
    public void Signals_are_blocked_for_a_while_and_then_as_before()
    {
        ulong before = ReadMask("/proc/thread-self/status", "SigBlk:");
        ulong during;
        using (SignalBlock.Enter())
            during = ReadMask("/proc/thread-self/status", "SigBlk:");
        const ulong InterruptAndChild = 1ul << 1 | 1ul << 16;
        Assert.Equal(InterruptAndChild, during & InterruptAndChild);
        Assert.Equal(before, ReadMask("/proc/thread-self/status", "SigBlk:"));
    }

    private static bool IsIn(string set, int signal) => (ReadMask("/proc/self/status", set) >> (signal - 1) & 1) != 0;

    private static ulong ReadMask(string path, string name)
    {
        string line = File.ReadLines(path).Single(line => line.StartsWith(name, StringComparison.Ordinal));
        return ulong.Parse(line.AsSpan(name.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
