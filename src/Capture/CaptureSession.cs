using Capture.Following;
using Capture.Hooks;
using Capture.Model;
using Capture.Output;
using Capture.Reading;
using Capture.Reasons;
using Capture.Rings;
using Capture.Selection;
using Capture.Sinks;
using Capture.Sources;
using Capture.Targets;
using Ebpf.Features;
using Linux.Network;
using Linux.Time;
using PacketFiles;

namespace Capture;

/// <summary>
/// One capture, from the interfaces to the sink: <see cref="Open"/> finds the XDP programs, emits and loads the capture programs, and opens
/// libpcap where there is no XDP program; <see cref="Attach"/> hooks the programs in, <see cref="Run"/> moves records until it is told to
/// stop.
/// </summary>
/// <remarks>Nothing outlives the process: hooks and maps go with their file descriptors, also after SIGKILL.</remarks>
public sealed class CaptureSession : IDisposable
{
    private readonly CaptureContext _context;
    private readonly ReadingSide _reading;
    private readonly List<InterfaceCapture> _interfaces;
    private readonly LinkWatch _links;
    private readonly LengthReason? _cutReason;
    private ulong _liveSince;

    private CaptureSession(CaptureContext context, ReadingSide reading, List<InterfaceCapture> interfaces, LinkWatch links)
    {
        (_context, _reading, _interfaces, _links) = (context, reading, interfaces, links);
        Interfaces = [.. interfaces.Select(one => one.Describe())];
        // A reason that is not every interface's may not be the one.
        _cutReason = Hooks.Select(one => one.CutReason).Distinct().ToList() is [var only] ? only : null;
    }

    /// <summary>The network interfaces and the programs captured at, as they are when capture begins.</summary>
    public IReadOnlyList<CapturedInterface> Interfaces { get; }

    /// <summary>Where packets are captured; also the pcapng interfaces, in order.</summary>
    public IReadOnlyList<CapturePoint> Points => _context.Points.All;

    /// <summary>The interface of a point.</summary>
    public CapturedInterface InterfaceOf(CapturePoint point) => Interfaces.First(one => one.Interface.Index == point.InterfaceIndex);

    /// <summary>How many CPUs have a ring: all that the kernel has room for. 0 where libpcap does it all.</summary>
    public int RingCount => _reading.Rings.Count;

    /// <summary>Bytes of ring each CPU has; 0 where libpcap does it all.</summary>
    public uint RingSize => _reading.RingSize;

    /// <summary>Bytes of ring each CPU was to have, where there was no memory for that; else 0.</summary>
    public uint MissedRingSize => _context.MissedRingSize;

    /// <summary>libpcap's own words for its version; null where it has no part in this.</summary>
    public string? LibPcapVersion => Interfaces.Any(one => one.Tap is not null) ? LibPcap.Version : null;

    /// <summary>How fine stamps are: the coarsest counts where libpcap does it all; else there are some in nanoseconds.</summary>
    public TimestampPrecision Precision => Interfaces.All(one => one.Tap is not null)
        ? Interfaces.Min(one => one.Tap!.Precision)
        : TimestampPrecision.Nanoseconds;

    /// <summary>Why packets in several buffers (jumbo frames) are not captured whole; null when they are.</summary>
    public LengthReason? JumboLimit => Hooks.Select(one => one.JumboLimit).FirstOrDefault(limit => limit is not null);

    /// <summary>What is not captured at functions that were named.</summary>
    public IReadOnlyList<CaptureNotice> Reservations => [.. Hooks.SelectMany(one => one.Reservations)];

    /// <summary>The loaded capture programs, for those who want to see them.</summary>
    public IReadOnlyList<LoadedProgram> Programs =>
    [
        .. Hooks.SelectMany(one => one.Hooks).Distinct().Select(
            hook => new LoadedProgram(hook.Name, hook.Program.GetInfo().Id, hook.Code.ToListing(), hook.Program.VerifierLog)),
    ];

    private List<IInterfaceHooks> Hooks => [.. _interfaces.Select(one => one.Hooks).OfType<IInterfaceHooks>()];

    /// <summary>Makes everything ready; no XDP program is touched yet. What libpcap captures on is live.</summary>
    /// <exception cref="CaptureException">The capture cannot be had; the reason says why.</exception>
    public static CaptureSession Open(CaptureOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.AtEntry && !options.AtExit)
            throw new ArgumentException("A capture is at entry, at exit, or both.", nameof(options));

        var scope = new NamespaceScope(options.NetworkNamespace);
        // The watch comes first: what changes from here on is not missed.
        var links = scope.Run(LinkWatch.Open);
        ReadingSide? reading = null;
        CaptureContext? context = null;
        var interfaces = new List<InterfaceCapture>();
        IReadOnlyList<NetworkInterface> found = [];
        try
        {
            found = scope.Run(() => FindInterfaces(options));
            options = options with { Interfaces = [.. found.Select(one => one.Name)] };
            reading = new ReadingSide(options, scope);
            context = new CaptureContext(options, scope, most => RingDemand.Make(options, found, most), reading);
            context.RequireTypes();
            foreach (var on in found)
                interfaces.Add(InterfaceCapture.Open(on, context));
            context.Points.TellNew(reading);
            return new CaptureSession(context, reading, interfaces, links);
        }
        catch (Exception failure)
        {
            interfaces.ForEach(one => one.Dispose());
            reading?.Dispose();
            context?.Dispose();
            links.Dispose();
            if (failure is CaptureException { Reason: CapabilitiesMissing missing })
                throw new CaptureException(NeededCapabilities.Complete(missing, options, found, HostPrivileges.Real), cause: failure);
            throw;
        }
    }

    /// <summary>Hooks the capture programs in: from here on packets are captured into the rings.</summary>
    /// <exception cref="CaptureException">The kernel refuses.</exception>
    public void Attach()
    {
        _liveSince = Interfaces.Any(one => one.Tap is not null) ? _reading.OpenedAt : (ulong)Clock.MonotonicNanoseconds();
        HookOrder.Attach(Hooks);
    }

    /// <summary>Moves records to the sink until told to stop, then unhooks and hands on everything that came before that.</summary>
    /// <param name="sink">Gets the records.</param>
    /// <param name="output">Where the sink writes them; the caller's to dispose.</param>
    /// <param name="requests">Ends the capture, or asks for its counts.</param>
    /// <param name="say">Gets what happens to an interface, and the counts that were asked for.</param>
    /// <returns>What was captured and lost. A failure is told there and not thrown, since the counts matter all the more then.</returns>
    public CaptureResult Run(IPacketSink sink, OutputStream output, CaptureRequests requests, Action<CaptureNotice>? say = null)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(requests);

        _reading.Told = say ?? (_ => { });
        var watch = new InterfaceWatch(_links, _context, _interfaces);
        try
        {
            _reading.Begin(sink, output);
            _interfaces.ForEach(one => one.StartTap());
            _reading.Run(requests, watch, () => say?.Invoke(new CountsSoFar(_reading.Statistics(), _context.Groups.Skipped)));
        }
        finally
        {
            HookOrder.Detach(Hooks);
            _interfaces.ForEach(one => one.AddRecursionMisses());
        }

        return new CaptureResult(_reading.End(_liveSince), Sum(ring => ring.Unreadable), watch.Failure)
        {
            OutputEnd = sink.Ended,
            Unproven = Sum(ring => ring.Unproven),
            Cut = _reading.Counts.Cut,
            Undecided = Sum(ring => ring.Undecided),
            CutReason = _cutReason,
            SkippedAtShared = _context.Groups.Skipped,
            SkippedUnknown = [.. _interfaces.Where(one => one.SkippedUnknown is not null).Select(one => (one.Interface.Name, one.SkippedUnknown!))],
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _interfaces.ForEach(one => one.Dispose());
        _reading.Dispose();
        _context.Dispose();
        _links.Dispose();
    }

    /// <summary>Twice the same, by name and by index, is once. What cannot be had is said before anything is loaded.</summary>
    private static IReadOnlyList<NetworkInterface> FindInterfaces(CaptureOptions options)
    {
        var found = TargetDiscovery.FindInterfaces(options.Interfaces);
        foreach (var bare in found.Where(on => on.Attachments.Count == 0))
        {
            var reason = options.LoadXdpProgram
                ? new OwnProgramKind(options).Obstacle(bare.Name, program: null)
                : TapKind.Obstacle(bare.Name, options);
            if (reason is not null)
                throw new CaptureException(reason);
        }

        return found;
    }

    private ulong Sum(Func<CaptureRing, ulong> count) => _reading.Rings.Aggregate(0ul, (sum, ring) => sum + count(ring));
}
