using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Linux.Processes;

namespace Kernel.Tests.Support;

/// <summary>Work with fewer capabilities than the tests have. They belong to a thread, so the work gets one of its own.</summary>
internal static partial class Privileges
{
    private const uint Version3 = 0x20080522; // _LINUX_CAPABILITY_VERSION_3

    /// <summary>Runs work on a thread that lacks one capability; what it throws is thrown here.</summary>
    public static void Without(Capability capability, Action work)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Drop(capability);
                work();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    private static void Drop(Capability capability)
    {
        // struct __user_cap_header_struct, then effective, permitted and inheritable of 32 capabilities, twice.
        Span<uint> header = [Version3, 0];
        Span<uint> sets = stackalloc uint[6];
        ref var headerStart = ref MemoryMarshal.GetReference(header);
        ref var setsStart = ref MemoryMarshal.GetReference(sets);
        if (GetCapabilities(ref headerStart, ref setsStart) != 0)
            throw new InvalidOperationException($"capget: errno {Marshal.GetLastPInvokeError()}");
        var bit = (int)capability;
        sets[bit / 32 * 3] &= ~(1u << (bit % 32));
        if (SetCapabilities(ref headerStart, ref setsStart) != 0)
            throw new InvalidOperationException($"capset: errno {Marshal.GetLastPInvokeError()}");
    }

    [LibraryImport("libc", EntryPoint = "capget", SetLastError = true)]
    private static partial int GetCapabilities(ref uint header, ref uint sets);

    [LibraryImport("libc", EntryPoint = "capset", SetLastError = true)]
    private static partial int SetCapabilities(ref uint header, ref uint sets);
}
