using Capture.Attachment;
using Capture.Emission;
using Capture.Reasons;
using Capture.Rings;
using Capture.Sinks;
using Capture.Targets;
using Ebpf.Sys;
using Ebpf.Xdp;

namespace Capture;

/// <summary>
/// One capture, from the interfaces to the sink: <see cref="Open"/> finds the XDP programs, emits and loads the capture
/// programs, <see cref="Attach"/> hooks them in, <see cref="Run"/> moves records until it is told to stop.
/// </summary>
/// <remarks>Nothing outlives the process: hooks and maps go with their file descriptors, also after SIGKILL.</remarks>
public sealed class CaptureSession : IDisposable
{
    private readonly SetupInputs _inputs;
    private readonly List<InterfaceCapture> _interfaces;
    private readonly LinkWatch _links;
    private readonly LengthReason? _cutReason;
    private ulong _attachedAt;

    private CaptureSession(SetupInputs inputs, List<InterfaceCapture> interfaces, LinkWatch links)
    {
        (_inputs, _interfaces, _links) = (inputs, interfaces, links);
        Interfaces = [.. interfaces.Select(one => one.Describe())];
        // A reason that is not every interface's may not be the one.
        _cutReason = Setups.Select(setup => setup.CutReason).Distinct().ToList() is [var only] ? only : null;
    }

    /// <summary>The network interfaces and the programs captured at, as they are when capture begins.</summary>
    public IReadOnlyList<CapturedInterface> Interfaces { get; }

    /// <summary>Where packets are captured; also the pcapng interfaces, in order.</summary>
    public IReadOnlyList<CapturePoint> Points => _inputs.Points.All;

    /// <summary>The interface of a point.</summary>
    public CapturedInterface InterfaceOf(CapturePoint point) => Interfaces.First(one => one.Interface.Index == point.InterfaceIndex);

    /// <summary>How many CPUs have a ring: all that the kernel has room for.</summary>
    public int RingCount => _inputs.Maps.Rings.Length;

    /// <summary>Bytes of ring each CPU has.</summary>
    public uint RingSize => _inputs.Maps.Layout.DataSize;

    /// <summary>Why packets in several buffers (jumbo frames) are not captured whole; null when they are.</summary>
    public LengthReason? JumboLimit => Setups.Select(setup => setup.JumboLimit).FirstOrDefault(limit => limit is not null);

    /// <summary>What is not captured at functions that were named.</summary>
    public IReadOnlyList<CaptureNotice> Reservations => [.. Setups.SelectMany(setup => setup.Reservations)];

    /// <summary>The loaded capture programs, for those who want to see them.</summary>
    public IReadOnlyList<LoadedProgram> Programs =>
    [
        .. Setups.SelectMany(setup => setup.Hooks).Select(
            hook => new LoadedProgram(hook.Name, hook.Program.GetInfo().Id, hook.Code.ToListing(), hook.Program.VerifierLog)),
    ];

    private List<ICaptureSetup> Setups => [.. _interfaces.Select(one => one.Setup).OfType<ICaptureSetup>()];

    /// <summary>Makes everything ready; no packet is touched yet.</summary>
    /// <exception cref="CaptureException">The capture cannot be had; the reason says why.</exception>
    public static CaptureSession Open(CaptureOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.AtEntry && !options.AtExit)
            throw new ArgumentException("A capture is at entry, at exit, or both.", nameof(options));
        if (Lockdown.KeepsPacketsSecret())
            throw CaptureErrors.Lockdown();

        var scope = new NamespaceScope(options.NetworkNamespace);
        // The watch comes first: what changes from here on is not missed.
        var links = scope.Run(LinkWatch.Open);
        SetupInputs? inputs = null;
        var interfaces = new List<InterfaceCapture>();
        try
        {
            var found = scope.Run(() => FindInterfaces(options));
            inputs = new SetupInputs(options, scope, CreateRings(options, found), new PointTable());
            foreach (var on in found)
                interfaces.Add(InterfaceCapture.Open(on, inputs));
            return new CaptureSession(inputs, interfaces, links);
        }
        catch
        {
            interfaces.ForEach(one => one.Dispose());
            inputs?.Maps.Dispose();
            links.Dispose();
            throw;
        }
    }

    /// <summary>Hooks the capture programs in: from here on packets are captured into the rings.</summary>
    /// <exception cref="CaptureException">The kernel refuses.</exception>
    public void Attach()
    {
        _attachedAt = (ulong)Clock.MonotonicNanoseconds();
        CaptureSetups.Attach(Setups);
    }

    /// <summary>Moves records to the sink until told to stop, then unhooks and hands on everything that is still in the rings.</summary>
    /// <param name="sink">Gets the records.</param>
    /// <param name="requests">Ends the capture, or asks for its counts.</param>
    /// <param name="say">Gets what happens to an interface, and the counts that were asked for.</param>
    /// <returns>What was captured and lost. A failure is told there and not thrown, since the counts matter all the more then.</returns>
    public CaptureResult Run(IPacketSink sink, CaptureRequests requests, Action<CaptureNotice>? say = null)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(requests);

        var clock = new WallClock();
        var drops = new DropCounts(PointTable.Capacity, () => Points.Count, [_inputs.Maps.Ringless, _inputs.Points.Skipped]);
        var merger = new RingMerger(_inputs.Maps.Rings, PointTable.Capacity, clock, drops)
        {
            SnapLength = _inputs.Options.SnapLength,
            Modified = _inputs.Options.Selection.OnlyModified ? new ModifiedPackets(_inputs.Options.SnapLength, PointTable.ForComparison) : null,
        };
        var reader = new CaptureReader(_inputs.Maps.Rings, merger, _inputs.Maps.Doorbell, clock);
        var watch = new SetupWatch(_links, _inputs.Slaves, _interfaces, sink, say ?? (_ => { }));
        Exception? failure = null;
        void TellCounts() => say?.Invoke(CaptureNotices.SoFar(Statistics(merger)));
        try
        {
            try
            {
                sink.Begin();
                sink.AddPoints(_inputs.Points.TakeNew());
                reader.Run(sink, requests, _inputs.Options.Limit, watch, TellCounts);
            }
            finally
            {
                CaptureSetups.Detach(Setups);
                _interfaces.ForEach(one => one.KeepSkipped());
            }

            reader.Drain(sink, _inputs.Options.Limit);
            sink.End(Statistics(merger), clock.Convert(_attachedAt), clock.Convert((ulong)Clock.MonotonicNanoseconds()));
        }
        catch (OutputClosedException)
        {
            // Whoever read the output has seen enough: a clean end.
        }
        catch (OutputFailedException failed)
        {
            failure = failed;
        }

        if (watch.IsOver && failure is null)
            failure = CaptureErrors.InterfaceGone(_interfaces[^1].Interface.Name, _interfaces[^1].WasMoved == true);
        return new CaptureResult(Statistics(merger), Sum(ring => ring.Unreadable), failure)
        {
            Unproven = Sum(ring => ring.Unproven),
            Cut = merger.Cut,
            Undecided = Sum(ring => ring.Undecided),
            CutReason = _cutReason,
            SkippedUnknown = [.. _interfaces.Where(one => one.SkippedUnknown is not null).Select(one => (one.Interface.Name, one.SkippedUnknown!))],
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _interfaces.ForEach(one => one.Dispose());
        _inputs.Maps.Dispose();
        _links.Dispose();
    }

    private static List<NetworkInterface> FindInterfaces(CaptureOptions options)
    {
        var found = new List<NetworkInterface>();
        foreach (var on in options.Interfaces.Select(TargetDiscovery.FindInterface))
        {
            // Twice the same, by name and by index, is once.
            if (found.All(one => one.Index != on.Index))
                found.Add(on);
        }

        foreach (var bare in found.Where(on => on.Attachments.Count == 0))
        {
            if (options.ProgramNames is not null)
                throw CaptureErrors.NoProgramToName(bare.Name);
            if (!options.LoadXdpProgram)
                throw found.Count == 1 ? CaptureErrors.NothingToAttachTo(bare.Name) : CaptureErrors.NothingToAttachToAmongSeveral(bare.Name);
        }

        return found;
    }

    /// <summary>Packets that are to be compared are kept whole until they are.</summary>
    private static RingMaps CreateRings(CaptureOptions options, List<NetworkInterface> interfaces) => RingMaps.Create(
        options.Selection.OnlyModified ? RingLayout.MaximumSnapLength : options.SnapLength,
        options.Selection.Filter is { } filter ? interfaces.Max(on => FilterStage.Reach(filter.For(on))) : 0,
        options.RingSize,
        options.Rings);

    private IReadOnlyList<PointStatistics> Statistics(RingMerger merger) =>
        _inputs.Points.Statistics(merger.Captured, merger.Told, _inputs.Maps.Rings, _inputs.Maps.Ringless);

    private ulong Sum(Func<CaptureRing, ulong> count) => _inputs.Maps.Rings.Aggregate(0ul, (sum, ring) => sum + count(ring));
}
