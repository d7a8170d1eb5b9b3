using System.Runtime.InteropServices;
using Capture.Reading;
using Linux.Processes;

namespace Xdpdump;

/// <summary>
/// SIGINT, SIGTERM and SIGHUP end the capture cleanly; the same signal once more, a while later, ends the process at once, for an
/// output that nobody reads. SIGUSR1 asks for the counts so far.
/// </summary>
internal sealed class RequestSignals : IDisposable
{
    private const int SigInt = 2, SigTerm = 15;

    /// <summary>SIGUSR1, which PosixSignal has no name for.</summary>
    private const PosixSignal SigUser1 = (PosixSignal)10;

    // Whoever signals a process and its group, as timeout(1) does, or hits the keys twice, has one wish: that nothing gets lost.
    private const long OneWishMilliseconds = 500;

    private readonly List<PosixSignalRegistration> _registrations = [];

    public RequestSignals(CaptureRequests requests)
    {
        long? first = null;
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                var now = Environment.TickCount64;
                first ??= now;
                context.Cancel = now - first < OneWishMilliseconds;
                requests.Stop();
            }));
        }

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
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());
}
