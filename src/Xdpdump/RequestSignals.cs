using System.Runtime.InteropServices;
using Capture.Reading;
using Linux.Processes;

namespace Xdpdump;

/// <summary>
/// SIGINT, SIGTERM and SIGHUP end the capture cleanly; the same signal once more, a while later, ends the process at once, for an
/// output that nobody reads. While capture is only prepared, the first one is enough. SIGUSR1 asks for the counts so far.
/// </summary>
internal sealed class RequestSignals : IDisposable
{
    private const int SigInt = 2, SigTerm = 15, SigFileSize = 25;

    /// <summary>SIGUSR1, which PosixSignal has no name for.</summary>
    private const PosixSignal SigUser1 = (PosixSignal)10;

    // Whoever signals a process and its group, as timeout(1) does, or hits the keys twice, has one wish: that nothing gets lost.
    private const long OneWishMilliseconds = 500;

    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly CaptureRequests _requests;
    private readonly StartWatch _start;

    /// <param name="requests">What is asked for.</param>
    /// <param name="giveUp">Ends the process where preparing the capture does not come to an end; may be called on any thread.</param>
    public RequestSignals(CaptureRequests requests, Action giveUp)
    {
        (_requests, _start) = (requests, new StartWatch(giveUp));
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
            _registrations.Add(PosixSignalRegistration.Create(signal, Ending()));
        _registrations.Add(PosixSignalRegistration.Create(SigUser1, context =>
        {
            context.Cancel = true;
            requests.TellCounts();
        }));
    }

    /// <summary>To be called before anything is printed: the console sets up signals too, and what is ignored then stays ignored.</summary>
    public static void Prepare()
    {
        // A shell without job control starts background commands with SIGINT ignored, and a registration would keep it so:
        // "xdpdump … & kill -INT $!" would never end. SIGHUP stays ignored where it was: that is what nohup is for.
        SignalDisposition.ResetToDefault(SigInt);
        SignalDisposition.ResetToDefault(SigTerm);
        // A file that may not grow any more (ulimit -f) is an error of the write, and no death.
        SignalDisposition.Ignore(SigFileSize);
    }

    /// <summary>From here on the capture itself sees to what is asked.</summary>
    public void StartIsOver() => _start.Dispose();

    public void Dispose()
    {
        _start.Dispose();
        _registrations.ForEach(registration => registration.Dispose());
    }

    /// <summary>Each signal counts by itself: a second one of another kind may come from somebody who knows nothing of the first.</summary>
    private Action<PosixSignalContext> Ending()
    {
        long? first = null;
        return context =>
        {
            var now = Environment.TickCount64;
            first ??= now;
            context.Cancel = now - first < OneWishMilliseconds;
            _requests.Stop();
            _start.Signalled();
        };
    }
}
