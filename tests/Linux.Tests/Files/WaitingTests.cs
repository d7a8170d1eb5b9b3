using System.IO.Pipes;
using Linux.Files;
using Linux.Time;

namespace Linux.Tests.Files;

public sealed class WaitingTests
{
    [Fact]
    public void An_event_is_readable_from_signal_to_drain()
    {
        using var signal = new EventFd();
        Assert.Equal(PollEvents.None, Look(signal.Handle));
        signal.Signal();
        signal.Signal();
        Assert.Equal(PollEvents.In, Look(signal.Handle));
        Assert.True(signal.Drain());
        Assert.False(signal.Drain());
        Assert.Equal(PollEvents.None, Look(signal.Handle));
    }

    [Fact]
    public void A_wait_without_end_is_ended_by_another_thread()
    {
        using var signal = new EventFd();
        PollEntry[] entries = [new(signal.Handle, PollEvents.In)];
        var thread = new Thread(signal.Signal);
        thread.Start();
        Assert.Equal(1, Poll.Wait(entries, -1));
        thread.Join();
    }

    [Fact]
    public void Each_entry_says_what_it_has()
    {
        using var quiet = new EventFd();
        using var loud = new EventFd();
        loud.Signal();
        PollEntry[] entries = [new(quiet.Handle, PollEvents.In), new(loud.Handle, PollEvents.In), new(quiet.Handle, PollEvents.Out)];
        Assert.Equal(2, Poll.Wait(entries, 1000));
        Assert.Equal([PollEvents.None, PollEvents.In, PollEvents.Out], entries.Select(entry => entry.Returned));
    }

    [Fact]
    public void A_pipe_nobody_reads_reports_an_error_unasked()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var writer = new FileDescriptorHandle((int)pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        Assert.Equal(PollEvents.None, Look(writer, PollEvents.None));
        pipe.DisposeLocalCopyOfClientHandle();
        Assert.Equal(PollEvents.Error, Look(writer, PollEvents.None));
    }

    [Fact]
    public void Time_runs_out_without_an_event()
    {
        using var signal = new EventFd();
        PollEntry[] entries = [new(signal.Handle, PollEvents.In)];
        long before = Clock.MonotonicNanoseconds();
        Assert.Equal(0, Poll.Wait(entries, 20));
        Assert.True(Clock.MonotonicNanoseconds() - before >= 20_000_000, "returned early");
    }

    [Fact]
    public void Waiting_allocates_nothing()
    {
        using var signal = new EventFd();
        PollEntry[] entries = [new(signal.Handle, PollEvents.In)];
        Poll.Wait(entries, 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Poll.Wait(entries, 0);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_closed_handle_is_refused_and_the_others_are_given_back()
    {
        using var open = new EventFd();
        var closed = new EventFd();
        closed.Dispose();
        PollEntry[] entries = [new(open.Handle, PollEvents.In), new(closed.Handle, PollEvents.In)];
        Assert.Throws<ObjectDisposedException>(() => Poll.Wait(entries, 0));
        open.Handle.Dispose();
        Assert.Throws<ObjectDisposedException>(open.Signal);
    }

    [Fact]
    public void As_many_entries_are_waited_for_as_descriptors_may_be_open()
    {
        using var quiet = new EventFd();
        using var signal = new EventFd();
        signal.Signal();
        PollEntry[] entries = [.. Enumerable.Repeat(new PollEntry(quiet.Handle, PollEvents.In), 2000), new(signal.Handle, PollEvents.In)];
        Assert.Equal(1, Poll.Wait(entries, -1));
        Assert.Equal(PollEvents.In, entries[^1].Returned);
        Assert.All(entries[..^1], entry => Assert.Equal(PollEvents.None, entry.Returned));
    }

    [Fact]
    public void A_clock_that_is_left_alone_shows_no_step()
    {
        using var timer = new ClockStepTimer();
        Assert.Equal(PollEvents.None, Look(timer.Handle));
        Assert.False(timer.ConsumeStep());
    }

    private static PollEvents Look(FileDescriptorHandle handle, PollEvents events = PollEvents.In)
    {
        PollEntry[] entries = [new(handle, events)];
        Poll.Wait(entries, 0);
        return entries[0].Returned;
    }
}
