using System.Runtime.InteropServices;
using Capture;
using Ebpf.Sys;

namespace Xdpdump;

/// <summary>
/// SIGINT, SIGTERM and SIGHUP end the capture cleanly; the same signal once more ends the process at once, for an output
/// that nobody reads.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private const int SigInt = 2, SigTerm = 15;

    private readonly List<PosixSignalRegistration> _registrations = [];

    public StopSignals(CaptureStop stop)
    {
        // A shell without job control starts background commands with SIGINT ignored, and a registration would keep it so:
        // "xdpdump … & kill -INT $!" would never end. SIGHUP stays ignored where it was: that is what nohup is for.
        SignalDisposition.ResetToDefault(SigInt);
        SignalDisposition.ResetToDefault(SigTerm);
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = !stop.IsRequested;
                stop.Request();
            }));
        }
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());
}
