using Linux.Native;
using Linux.Time;

namespace Linux.Files;

/// <summary>What to wait for, and what is there: the POLL flags of poll(2).</summary>
[Flags]
public enum PollEvents : short
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>There is something to read.</summary>
    In = 1,

    /// <summary>There is room to write.</summary>
    Out = 4,

    /// <summary>Reported unasked: an error; of a pipe's writing end: nobody reads any more.</summary>
    Error = 8,

    /// <summary>Reported unasked: the other side has hung up.</summary>
    HangUp = 16,

    /// <summary>Reported unasked: the descriptor is not open.</summary>
    Invalid = 32,
}

/// <summary>One descriptor to wait for.</summary>
public struct PollEntry
{
    /// <summary>Waits for <paramref name="requested"/> on <paramref name="handle"/>.</summary>
    public PollEntry(FileDescriptorHandle handle, PollEvents requested)
    {
        Handle = handle;
        Requested = requested;
    }

    /// <summary>What is waited on; has to stay open during the wait.</summary>
    public FileDescriptorHandle Handle { get; }

    /// <summary>What is waited for; <see cref="PollEvents.None"/> still reports errors and hang-ups.</summary>
    public PollEvents Requested { get; }

    /// <summary>What was there when the last wait ended.</summary>
    public PollEvents Returned { get; set; }
}

/// <summary>Waiting for several descriptors at once: poll(2).</summary>
public static unsafe class Poll
{
    private const int MaxEntriesOnStack = 1024;

    /// <summary>
    /// Waits until at least one entry has something, or the time is over. Signals do not end it. Allocates nothing for up to 1024 entries.
    /// </summary>
    /// <param name="entries">No more than descriptors may be open; <see cref="PollEntry.Returned"/> is filled in.</param>
    /// <param name="timeoutMilliseconds">-1 waits without end, 0 only looks.</param>
    /// <returns>How many entries have something; 0 when the time is over.</returns>
    /// <exception cref="SystemCallException">poll(2) failed: no memory, or more entries than RLIMIT_NOFILE.</exception>
    public static int Wait(Span<PollEntry> entries, int timeoutMilliseconds)
    {
        if (entries.Length > MaxEntriesOnStack)
        {
            fixed (PollRecord* many = new PollRecord[entries.Length])
                return Wait(entries, many, timeoutMilliseconds);
        }

        PollRecord* few = stackalloc PollRecord[entries.Length];
        return Wait(entries, few, timeoutMilliseconds);
    }

    private static int Wait(Span<PollEntry> entries, PollRecord* records, int timeoutMilliseconds)
    {
        int borrowed = 0;
        try
        {
            for (; borrowed < entries.Length; borrowed++)
                records[borrowed] = Borrow(entries[borrowed]);
            return WaitBorrowed(entries, records, timeoutMilliseconds);
        }
        finally
        {
            while (borrowed-- > 0)
                entries[borrowed].Handle.DangerousRelease();
        }
    }

    private static PollRecord Borrow(PollEntry entry)
    {
        bool added = false;
        entry.Handle.DangerousAddRef(ref added);
        return new PollRecord { Descriptor = (int)entry.Handle.DangerousGetHandle(), Requested = (short)entry.Requested };
    }

    private static int WaitBorrowed(Span<PollEntry> entries, PollRecord* records, int timeoutMilliseconds)
    {
        long deadline = Clock.MonotonicNanoseconds() + timeoutMilliseconds * 1_000_000L;
        int remaining = timeoutMilliseconds;
        while (true)
        {
            int ready = LibC.Poll(records, (ulong)entries.Length, remaining);
            Errno error = ready < 0 ? Errno.Last : Errno.None;
            if (error == Errno.EINTR)
            {
                if (timeoutMilliseconds > 0)
                    remaining = (int)Math.Max(0, (deadline - Clock.MonotonicNanoseconds() + 999_999) / 1_000_000);
                continue;
            }
            if (error.IsError)
                throw new SystemCallException("poll", error);

            for (int i = 0; i < entries.Length; i++)
                entries[i].Returned = (PollEvents)records[i].Returned;
            return ready;
        }
    }
}
