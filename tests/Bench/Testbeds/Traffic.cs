using System.Diagnostics;
using Ebpf.Objects;
using Kernel.Tests.Support;

namespace Bench.Testbeds;

/// <summary>
/// Sends one frame again and again to a testbed's receiver, by live frames of test runs on the sender's CPU: millions a second, from
/// Linux 5.18 on.
/// </summary>
internal sealed class Traffic : IDisposable
{
    /// <summary>Frames in one test run, which nothing interrupts.</summary>
    private const int MostAtOnce = 1 << 16;

    /// <summary>Any reader empties its ring in it.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    private readonly Testbed _testbed;
    private readonly CancellationToken _stop;
    private readonly SmallProgram _sending;
    private readonly TestRunOptions _run;

    public Traffic(Testbed testbed, int frameLength, CancellationToken stop)
    {
        (_testbed, _stop) = (testbed, stop);
        var frame = UdpFrame(frameLength);
        _run = new TestRunOptions
        {
            Data = frame,
            Context = XdpContext.Create(frame.Length, testbed.Network.SenderIndex),
            LiveFrames = true,
            BatchSize = 64,
        };
        _sending = SmallProgram.Sending(testbed);
    }

    /// <summary>Sends as fast as frames are received, for no less than a time.</summary>
    /// <returns>How long it took, and how many frames were received.</returns>
    public Sent Flood(TimeSpan duration) => Measure(watch =>
    {
        while (watch.Elapsed < duration)
            Send(MostAtOnce);
    });

    /// <summary>Sends a number of frames at a rate.</summary>
    /// <inheritdoc cref="Flood"/>
    public Sent Offer(long count, int perSecond) => Measure(watch =>
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
            Send((uint)due);
            sent += due;
        }
    });

    /// <summary>
    /// Sends as fast as frames are received, a few at a time: so few that any ring has room for them, with a pause in which any reader
    /// empties it.
    /// </summary>
    /// <returns>How long it took without the pauses, going by the median burst, and how many frames were received.</returns>
    public Sent Bursts(int count, uint frames)
    {
        var bursts = new List<TimeSpan>(count);
        var sent = Measure(_ =>
        {
            for (var burst = 0; burst < count; burst++)
            {
                Thread.Sleep(s_pause);
                var start = Stopwatch.GetTimestamp();
                Send(frames);
                bursts.Add(Stopwatch.GetElapsedTime(start));
            }
        });
        bursts.Sort();
        return sent with { Elapsed = bursts[count / 2] * count };
    }

    public void Dispose() => _sending.Dispose();

    private Sent Measure(Action<Stopwatch> send)
    {
        var before = _testbed.Received;
        var elapsed = _testbed.OnSenderCpu(() =>
        {
            var watch = Stopwatch.StartNew();
            send(watch);
            return watch.Elapsed;
        });
        return new Sent(elapsed, _testbed.Received - before);
    }

    private void Send(uint count)
    {
        _stop.ThrowIfCancellationRequested();
        _sending.Program.TestRun(_run with { Repeat = count });
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
