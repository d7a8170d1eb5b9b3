using System.Runtime.InteropServices;
using Linux.Files;
using Linux.Native;
using Linux.Processes;
using Linux.Time;

namespace Kernel.Tests.Objects;

public sealed unsafe partial class ClockStepTests
{
    private const Capability SetTime = (Capability)25; // CAP_SYS_TIME

    [Fact]
    public void Every_step_of_the_clock_is_noticed_once()
    {
        Assert.SkipUnless(Capabilities.Has(SetTime), "setting the clock takes CAP_SYS_TIME");
        using var timer = new ClockStepTimer();
        PollEntry[] entries = [new(timer.Handle, PollEvents.In)];
        Assert.False(timer.ConsumeStep());
        for (int i = 0; i < 2; i++)
        {
            // To the time it is: a step all the same, of the microsecond that this takes.
            (long seconds, long nanoseconds) = Math.DivRem(Clock.RealtimeNanoseconds(), 1_000_000_000L);
            TimeRecord now = new() { Seconds = seconds, Nanoseconds = nanoseconds };
            Assert.Equal(0, SetClock(0, &now));
            Assert.Equal(1, Poll.Wait(entries, 10_000));
            Assert.True(timer.ConsumeStep());
            Assert.False(timer.ConsumeStep());
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_settime")]
    private static partial int SetClock(int clock, void* time);
}
