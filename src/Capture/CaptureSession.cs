using Capture.Attachment;
using Capture.Rings;
using Capture.Sinks;
using Capture.Targets;
using Ebpf.Sys;
using Ebpf.Xdp;

namespace Capture;

/// <summary>
/// One capture, from the interface to the sink: <see cref="Open"/> finds the XDP program, emits and loads the capture
/// programs, <see cref="Attach"/> hooks them in, <see cref="Run"/> moves records until it is told to stop.
/// </summary>
/// <remarks>Nothing outlives the process: hooks and maps go with their file descriptors, also after SIGKILL.</remarks>
public sealed class CaptureSession : IDisposable
{
    private readonly CaptureOptions _options;
    private readonly ICaptureSetup _setup;
    private readonly RingMaps _maps;
    private ulong _attachedAt;

    private CaptureSession(CaptureOptions options, NetworkInterface on, ICaptureSetup setup, RingMaps maps, IReadOnlyList<CapturePoint> points)
    {
        (_options, Interface, _setup, _maps, Points) = (options, on, setup, maps, points);
    }

    /// <summary>The network interface.</summary>
    public NetworkInterface Interface { get; }

    /// <summary>Where packets are captured; also the pcapng interfaces, in order.</summary>
    public IReadOnlyList<CapturePoint> Points { get; }

    /// <summary>Id of the XDP program captured at.</summary>
    public uint ProgramId => _setup.ProgramId;

    /// <summary>Function of the XDP program captured at.</summary>
    public string FunctionName => _setup.FunctionName;

    /// <summary>How the XDP program is attached.</summary>
    public XdpMode Mode => _setup.Mode;

    /// <summary>Whether the XDP program is our own, loaded for this capture.</summary>
    public bool LoadedOwnProgram => _setup is OwnProgramSetup;

    /// <summary>Bytes of ring each CPU has.</summary>
    public uint RingSize => _maps.Layout.DataSize;

    /// <summary>The loaded capture programs, for those who want to see them.</summary>
    public IReadOnlyList<LoadedProgram> Programs =>
        [.. _setup.Hooks.Select(hook => new LoadedProgram(hook.Name, hook.Program.GetInfo().Id, hook.Code.ToListing(), hook.Program.VerifierLog))];

    /// <summary>Makes everything ready; no packet is touched yet.</summary>
    /// <exception cref="CaptureException">The capture cannot be had; the message says why and what to do.</exception>
    public static CaptureSession Open(CaptureOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.AtEntry && !options.AtExit)
            throw new ArgumentException("A capture is at entry, at exit, or both.", nameof(options));
        if (Lockdown.KeepsPacketsSecret())
            throw CaptureErrors.Lockdown();

        var on = TargetDiscovery.FindInterface(options.Interface);
        var pointCount = (options.AtEntry ? 1 : 0) + (options.AtExit ? 1 : 0);
        var traces = on.Attachments.Count > 0;
        if (!traces && !options.LoadXdpProgram)
            throw CaptureErrors.NothingToAttachTo(on.Name);

        TraceTarget? target = null;
        RingMaps? maps = null;
        try
        {
            if (traces)
                target = TargetDiscovery.Open(on, TargetDiscovery.Traceable(on.Attachments));
            maps = RingMaps.Create(pointCount, options.SnapLength);
            ICaptureSetup setup = target is not null
                ? TraceSetup.Load(options, on, target, maps)
                : OwnProgramSetup.Load(options, on, maps);
            return new CaptureSession(options, on, setup, maps, NumberPoints(options, on, setup));
        }
        catch
        {
            maps?.Dispose();
            target?.Dispose();
            throw;
        }
    }

    /// <summary>Hooks the capture programs in: from here on packets are captured into the rings.</summary>
    /// <exception cref="CaptureException">The kernel refuses.</exception>
    public void Attach()
    {
        _attachedAt = (ulong)Clock.MonotonicNanoseconds();
        _setup.Attach();
    }

    /// <summary>Moves records to the sink until told to stop, then unhooks and hands on everything that is still in the rings.</summary>
    /// <param name="sink">Gets the records.</param>
    /// <param name="stop">Ends the capture.</param>
    /// <returns>What was captured and lost. A failed output is told there and not thrown, since the counts matter all the more then.</returns>
    public CaptureResult Run(IPacketSink sink, CaptureStop stop)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(stop);

        var clock = new WallClock();
        var merger = new RingMerger(_maps.Rings, Points.Count, clock);
        var reader = new CaptureReader(_maps.Rings, merger, _maps.Doorbell, clock);
        OutputFailedException? failure = null;
        try
        {
            try
            {
                sink.Begin();
                sink.AddPoints(Points);
                reader.Run(sink, stop, _options.Limit);
            }
            finally
            {
                _setup.Detach();
            }

            reader.Drain(sink, _options.Limit);
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

        return new CaptureResult(Statistics(merger), Unreadable(), failure);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _setup.Dispose();
        _maps.Dispose();
    }

    private static List<CapturePoint> NumberPoints(CaptureOptions options, NetworkInterface on, ICaptureSetup setup)
    {
        var points = new List<CapturePoint>();
        void Add(CapturePosition position) =>
            points.Add(new((uint)points.Count, on.Name, on.Index, setup.ProgramId, setup.FunctionName, position));

        if (options.AtEntry)
            Add(CapturePosition.Entry);
        if (options.AtExit)
            Add(CapturePosition.Exit);
        return points;
    }

    private List<PointStatistics> Statistics(RingMerger merger)
    {
        var lost = new ulong[Points.Count];
        foreach (var ring in _maps.Rings)
        {
            for (var point = 0; point < lost.Length; point++)
                lost[point] += ring.LostAt(point);
        }

        foreach (var hook in _setup.Hooks)
            lost[hook.Point] += hook.RecursionMisses;
        return [.. Points.Select((point, index) => new PointStatistics(point, merger.Captured[index], lost[index]))];
    }

    private ulong Unreadable()
    {
        var sum = 0ul;
        foreach (var ring in _maps.Rings)
            sum += ring.Unreadable;
        return sum;
    }
}
