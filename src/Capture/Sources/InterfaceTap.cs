using Capture.Handover;
using Capture.Model;
using Capture.Reasons;

namespace Capture.Sources;

/// <summary>libpcap on one interface, until its packets are taken and after.</summary>
/// <param name="tap">It; this one's to dispose until it is started.</param>
/// <param name="start">Has its packets taken.</param>
internal sealed class InterfaceTap(LibPcapTap tap, Func<CapturePoint, TapSource> start) : ITap
{
    private TapSource? _source;

    public TapDescription Description => tap.Description;

    public CaptureException? Failure => _source is { HasEnded: true } ? _source.Failure : null;

    public void Start(CapturePoint point) => _source ??= start(point);

    public void End(ulong now)
    {
        _source?.End(now);
        Dispose();
    }

    public void Dispose()
    {
        if (_source is null)
            tap.Dispose();
    }
}
