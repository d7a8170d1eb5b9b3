using Capture.Handover;
using Capture.Model;
using Capture.Reasons;
using Capture.Selection;
using Linux.Network;

namespace Capture.Sources;

/// <summary>Opens what captures on interfaces without an XDP program, and knows what that has lost, also where it is closed by now.</summary>
/// <param name="options">What is wanted.</param>
/// <param name="scope">Where the interfaces are.</param>
/// <param name="clock">The one of all sources.</param>
internal sealed class TapTable(CaptureOptions options, NamespaceScope scope, WallClock clock)
{
    private readonly List<TapSource> _open = [];
    private readonly Dictionary<uint, ulong> _lost = []; // by point, at taps that are closed

    /// <summary>Called with a source whose packets are to be taken from now on.</summary>
    public required Action<TapSource> Started { get; init; }

    /// <summary>Called with one that has no more.</summary>
    public required Action<TapSource> Closed { get; init; }

    /// <summary>Begins to capture: from here on packets gather in the kernel, and are taken from there once the tap is started.</summary>
    /// <exception cref="CaptureException">It cannot be had; the message says why and what to do.</exception>
    public ITap Open(NetworkInterface on)
    {
        var tap = scope.Run(() => LibPcapTap.Open(on, options));
        return new InterfaceTap(tap, point => Start(new TapSource(tap, point, options.SnapLength, clock)));
    }

    /// <summary>Closes those that have ended: all their packets were taken.</summary>
    public void CloseEnded()
    {
        for (var at = _open.Count - 1; at >= 0; at--)
        {
            if (_open[at] is not { HasEnded: true } tap)
                continue;
            _lost[tap.Point.InterfaceId] = _lost.GetValueOrDefault(tap.Point.InterfaceId) + tap.Lost;
            _open.RemoveAt(at);
            Closed(tap);
        }
    }

    /// <summary>Packets that were lost at a point for want of room.</summary>
    public ulong LostAt(CapturePoint point) => _open.Where(tap => tap.Point.InterfaceId == point.InterfaceId)
        .Aggregate(_lost.GetValueOrDefault(point.InterfaceId), (sum, tap) => sum + tap.Lost);

    private TapSource Start(TapSource tap)
    {
        _open.Add(tap);
        Started(tap);
        return tap;
    }
}
