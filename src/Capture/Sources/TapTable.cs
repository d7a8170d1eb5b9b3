using Capture.Following;
using Capture.Model;
using Capture.Reasons;
using Capture.Selection;
using Capture.Stages;
using Capture.Targets;
using Linux.Network;

namespace Capture.Sources;

/// <summary>Opens what captures on interfaces without an XDP program, and knows what that has lost, also where it is closed by now.</summary>
/// <param name="options">What is wanted.</param>
/// <param name="scope">Where the interfaces are.</param>
/// <param name="points">Numbers what packets are captured at.</param>
/// <param name="sources">Where packets are taken from.</param>
/// <param name="clock">The one of all sources.</param>
internal sealed class TapTable(CaptureOptions options, NamespaceScope scope, PointTable points, SourceSet sources, WallClock clock)
{
    private readonly PcapInterfaces _known = new();
    private readonly List<TapSource> _open = [];
    private readonly Dictionary<uint, ulong> _lost = []; // by point, at taps that are closed

    /// <summary>Begins to capture: from here on packets gather in the kernel, and are taken from there once <see cref="Start"/> was called.</summary>
    /// <exception cref="CaptureException">It cannot be had; the message says why and what to do.</exception>
    public TapSource Open(NetworkInterface on, out TapDescription description)
    {
        var tap = scope.Run(() => LibPcapTap.Open(on, _known, options));
        try
        {
            description = tap.Description;
            var numbered = points.Number([new CapturePoint(InterfaceId: 0, on.Name, on.Index, 0, "", CapturePosition.Entry)
            {
                IsLegacy = true,
                LinkType = description.LinkType,
                LinkTypeName = description.LinkTypeName,
            }]);
            points.Add(numbered);
            return new TapSource(tap, numbered[0], options.SnapLength, clock);
        }
        catch
        {
            tap.Dispose();
            throw;
        }
    }

    /// <summary>Has its packets taken. Its point has to be known to the sink by then.</summary>
    public void Start(TapSource tap)
    {
        _open.Add(tap);
        sources.Add(tap);
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
            sources.Remove(tap);
        }
    }

    /// <summary>Packets that were lost at a point for want of room.</summary>
    public ulong LostAt(CapturePoint point) => _open.Where(tap => tap.Point.InterfaceId == point.InterfaceId)
        .Aggregate(_lost.GetValueOrDefault(point.InterfaceId), (sum, tap) => sum + tap.Lost);
}
