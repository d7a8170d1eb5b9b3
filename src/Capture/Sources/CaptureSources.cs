using Capture.Emission;
using Capture.Filters;
using Capture.Following;
using Capture.Hooks;
using Capture.Model;
using Capture.Reasons;
using Capture.Records;
using Capture.Rings;
using Capture.Selection;
using Capture.Stages;
using Capture.Targets;
using Linux.Network;

namespace Capture.Sources;

/// <summary>Where a capture's packets come from: the rings, once there are hooks that write into them, and libpcap.</summary>
internal sealed class CaptureSources : IDisposable
{
    private readonly CaptureOptions _options;
    private readonly IReadOnlyList<NetworkInterface> _interfaces;
    private RingMaps? _maps;

    /// <param name="options">What is wanted.</param>
    /// <param name="scope">Where the interfaces are.</param>
    /// <param name="points">What packets are captured at.</param>
    /// <param name="interfaces">The interfaces.</param>
    public CaptureSources(CaptureOptions options, NamespaceScope scope, PointTable points, IReadOnlyList<NetworkInterface> interfaces)
    {
        (_options, _interfaces) = (options, interfaces);
        Taps = new TapTable(options, scope, points, All, Clock);
    }

    /// <summary>All there are by now.</summary>
    public SourceSet All { get; } = new();

    /// <summary>Those of interfaces without an XDP program.</summary>
    public TapTable Taps { get; }

    /// <summary>What stamps are told by.</summary>
    public WallClock Clock { get; } = new();

    /// <summary>When this was made, CLOCK_MONOTONIC in nanoseconds: nothing captures before that.</summary>
    public ulong OpenedAt { get; } = (ulong)Linux.Time.Clock.MonotonicNanoseconds();

    /// <summary>Makes the rings, and has them read.</summary>
    /// <exception cref="CaptureException">They cannot be had.</exception>
    public RingMaps MakeRings()
    {
        if (Lockdown.KeepsPacketsSecret())
            throw CaptureErrors.Lockdown();
        // Packets that are to be compared are kept whole until they are.
        var onlyModified = _options.Selection.OnlyModified;
        _maps = RingMaps.Create(
            onlyModified ? RingLayout.MaximumSnapLength : _options.SnapLength,
            _options.Selection.Filter is { } filter ? Reach(filter) : 0,
            _options.RingSize,
            _options.Rings,
            RingMaps.SlotsFor(_interfaces.Count, _options.ProgramNames?.Split(',').Length ?? 0));
        var drops = new DropCounts(_maps.Slots, [_maps.Ringless, _maps.Skipped]);
        var merger = new RingMerger(_maps.Rings, _maps.Slots, Clock, drops)
        {
            Modified = onlyModified ? new ModifiedPackets(_options.SnapLength) : null,
        };
        All.Add(new RingSource(_maps.Rings, merger, _maps.Doorbell));
        return _maps;
    }

    /// <summary>Of interfaces whose packets no filter is asked of by hooks it is none of the rings' business.</summary>
    private uint Reach(PacketFilter filter) => _interfaces.Where(on => DeviceLinkType.Of(on) != LinkTypes.Unknown)
        .Select(on => FilterStage.Reach(filter.For(on))).DefaultIfEmpty().Max();

    /// <inheritdoc/>
    public void Dispose()
    {
        All.Dispose();
        _maps?.Dispose();
    }
}
