using Capture.Handover;
using Capture.Model;
using Capture.Output;
using Capture.Reasons;
using Capture.Records;
using Capture.Rings;
using Capture.Selection;
using Capture.Sinks;
using Capture.Sources;
using Capture.Stages;
using Linux.Files;
using Linux.Network;
using Linux.Time;

namespace Capture.Reading;

/// <summary>Everything that touches packets, from the sources to the sink.</summary>
internal sealed class ReadingSide : IReadingSide, IDisposable
{
    private readonly CaptureOptions _options;
    private readonly SourceSet _sources = new();
    private readonly TapTable _taps;
    private readonly WallClock _clock = new();
    private readonly PacketReader _reader;
    private readonly List<CapturePoint> _points = [];
    private MappedRings? _rings;
    private IPacketSink? _sink;

    /// <param name="options">What is wanted.</param>
    /// <param name="scope">Where the interfaces are.</param>
    public ReadingSide(CaptureOptions options, NamespaceScope scope)
    {
        _options = options;
        _taps = new TapTable(options, scope, _clock) { Started = _sources.Add, Closed = _sources.Remove };
        _reader = new PacketReader(_sources, _clock, options.SnapLength);
    }

    /// <summary>When this was made, CLOCK_MONOTONIC in nanoseconds: nothing captures before that.</summary>
    public ulong OpenedAt { get; } = (ulong)Clock.MonotonicNanoseconds();

    /// <summary>The rings; none where libpcap does it all.</summary>
    public IReadOnlyList<CaptureRing> Rings => _rings?.Rings ?? [];

    /// <summary>Bytes of ring each CPU has; 0 where there are none.</summary>
    public uint RingSize => _rings?.Layout.DataSize ?? 0;

    /// <summary>What the sink has kept so far.</summary>
    public CaptureCounts Counts => _reader.Counts;

    /// <summary>Gets what happens to an interface.</summary>
    public Action<CaptureNotice> Told { get; set; } = _ => { };

    public void UseRings(RingDescriptors rings, Action<SlotRange> freed)
    {
        _rings = new MappedRings(rings, freed);
        var drops = new DropCounts(_rings.Slots, [_rings.Ringless, _rings.Skipped]);
        var merger = new RingMerger(_rings.Rings, _rings.Slots, _clock, drops)
        {
            Choice = _options.Selection.OnlyModified ? new ModifiedPackets(_options.SnapLength) : null,
        };
        _sources.Add(new RingSource(_rings.Rings, merger, _rings.Doorbell));
    }

    public void AddPoints(IReadOnlyList<CapturePoint> points)
    {
        _points.AddRange(points);
        _sink?.AddPoints(points);
    }

    public void BindSlots(SlotRange slots, ReadOnlySpan<int> points) => _rings!.Slots.Bind(slots, points);

    public void ReleaseSlots(SlotRange slots) => _rings!.Slots.Release(slots, (ulong)Clock.MonotonicNanoseconds());

    public void AddRecursionMisses(int slot, ulong runs) => _rings!.Skipped.Add(slot, runs);

    public ITap OpenTap(NetworkInterface on) => _taps.Open(on);

    public void Say(CaptureNotice notice) => Told(notice);

    /// <summary>Begins to write: head and points.</summary>
    public void Begin(IPacketSink sink, OutputStream output)
    {
        sink.Begin(output);
        _sink = sink;
        sink.AddPoints(_points);
    }

    /// <summary>Moves packets until someone asks to stop, enough were kept, the output takes no more, or nothing more can come.</summary>
    public void Run(CaptureRequests requests, IHookingSide hooks, Action tellCounts) =>
        _reader.Run(_sink!, requests, _options.Limit, new Watched(hooks, _taps), tellCounts);

    /// <summary>Hands on everything that came before now, and closes what was begun.</summary>
    /// <param name="liveSince">CLOCK_MONOTONIC in nanoseconds.</param>
    /// <returns>What was captured and lost: once, for file and screen, since taps go on counting until they are closed.</returns>
    public IReadOnlyList<PointStatistics> End(ulong liveSince)
    {
        _sources.End((ulong)Clock.MonotonicNanoseconds());
        _reader.Drain(_sink!, _options.Limit);
        var statistics = Statistics();
        _sink!.End(statistics, _clock.Convert(liveSince), _clock.Convert((ulong)Clock.MonotonicNanoseconds()));
        return statistics;
    }

    /// <summary>What was captured and lost so far.</summary>
    public IReadOnlyList<PointStatistics> Statistics() =>
    [
        .. PointTotals.Of(_points, Counts, _rings?.Slots, Rings.Count)
            .Select(one => one.Point.IsLegacy ? one with { Lost = _taps.LostAt(one.Point) } : one),
    ];

    public void Dispose()
    {
        _sources.Dispose();
        _rings?.Dispose();
    }

    /// <summary>Taps that have no more packets are closed once the other side knows why.</summary>
    private sealed class Watched(IHookingSide hooks, TapTable taps) : IHookingSide
    {
        public FileDescriptorHandle Handle => hooks.Handle;

        public bool IsOver => hooks.IsOver;

        public void Look()
        {
            hooks.Look();
            taps.CloseEnded();
        }
    }
}
