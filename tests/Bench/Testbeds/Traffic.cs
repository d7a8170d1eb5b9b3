using System.Diagnostics;
using Ebpf.Objects;
using Kernel.Tests.Support;

namespace Bench.Testbeds;

/// <summary>
/// Sends one frame again and again to a testbed's receivers, by live frames of test runs: millions a second, from Linux 5.18 on. To be
/// used on a thread of the testbed that stays on the sender's CPU.
/// </summary>
internal sealed class Traffic : IDisposable
{
    /// <summary>Frames in one test run, which nothing interrupts.</summary>
    private const int MostAtOnce = 1 << 14;

    /// <summary>Any reader looks at its ring in it.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    private readonly byte[] _frame;
    private readonly CancellationToken _stop;
    private readonly SmallProgram _sending;

    public Traffic(Testbed testbed, int frameLength, CancellationToken stop)
    {
        (_frame, _stop) = (UdpFrame(frameLength), stop);
        _sending = SmallProgram.Sending(testbed);
    }

    /// <summary>Sends as fast as frames are received, for no less than a time.</summary>
    public Sent Flood(Receiver receiver, TimeSpan duration) => Measure(receiver, watch =>
    {
        while (watch.Elapsed < duration)
            Send(receiver, MostAtOnce);
    });

    /// <summary>Sends a number of frames at a rate.</summary>
    public Sent Offer(Receiver receiver, long count, int perSecond) => Measure(receiver, watch =>
    {
        for (long sent = 0; sent < count;)
        {
            var due = Math.Min(count, (long)(watch.Elapsed.TotalSeconds * perSecond)) - sent;
            if (due == 0)
            {
                Thread.Sleep(1);
                continue;
            }

            due = Math.Min(due, MostAtOnce);
            Send(receiver, (uint)due);
            sent += due;
        }
    });

    /// <summary>Sends as fast as frames are received, so few that any ring has room for them.</summary>
    /// <returns>Nanoseconds for each; null if somebody interfered, or if some were not received before the call returned.</returns>
    public double? Burst(Lane lane, uint frames)
    {
        Burst(lane.Receiver, Lane.PacketsToWake);
        Thread.Sleep(Lane.TimeToWake);
        var received = 0L;
        var each = Disturbance.Undisturbed(() =>
        {
            var sent = Burst(lane.Receiver, frames);
            received = sent.Received;
            return (sent.NanosecondsEach, sent.Elapsed);
        });
        lane.LetReaderFinish(s_pause);
        return received == frames ? each : null;
    }

    /// <summary>The same without asking who interfered, nor waiting for anybody.</summary>
    public Sent Burst(Receiver receiver, uint frames) => Measure(receiver, _ => Send(receiver, frames));

    /// <summary>
    /// Lets a ring of ours go round once: the first lap of a large ring is another matter, memory that was never written to.
    /// </summary>
    public void FillRing(Lane lane, uint framesAtOnce)
    {
        if (!lane.HasLargeRing)
            return;
        for (long bytes = 0; bytes < Lane.RingSize; bytes += framesAtOnce * (_frame.Length + Lane.RecordOverhead))
            Burst(lane, framesAtOnce);
    }

    public void Dispose() => _sending.Dispose();

    private static Sent Measure(Receiver receiver, Action<Stopwatch> send)
    {
        var before = receiver.Received;
        var watch = Stopwatch.StartNew();
        send(watch);
        var elapsed = watch.Elapsed;
        return new Sent(elapsed, receiver.Received - before);
    }

    private void Send(Receiver receiver, uint count)
    {
        _stop.ThrowIfCancellationRequested();
        _sending.Program.TestRun(new TestRunOptions
        {
            Data = _frame,
            Context = XdpContext.Create(_frame.Length, receiver.SenderIndex),
            LiveFrames = true,
            BatchSize = 64,
            Repeat = count,
        });
    }

    /// <summary>UDP over IPv4 for some other machine, which the stack forgets as soon as it has seen the address.</summary>
    public static byte[] UdpFrame(int length)
    {
        var frame = new byte[length];
        Frames.Udp(sourcePort: 7000, destinationPort: 7001).CopyTo(frame, 0);
        byte[] destination = [2, 0, 0, 0, 0, 2];
        destination.CopyTo(frame, 0);
        return frame;
    }
}
