using Capture.Reasons;
using Capture.Sinks;
using Capture.Targets;
using Ebpf.Sys;
using Ebpf.Xdp;
using PacketFiles;
using SharpPcap.LibPcap;
using SharpPcap;

namespace Capture.Legacy;

/// <summary>
/// Capture on interfaces without an XDP program, through libpcap: each packet once, as the network stack gets or sends it.
/// <see cref="Open"/> begins, <see cref="Run"/> moves packets until it is told to stop.
/// </summary>
public sealed class LegacyCapture : IDisposable
{
    // What one wait can watch, beside the request to stop and the news of interfaces.
    private const int MaximumInterfaces = 62;

    private readonly CaptureOptions _options;
    private readonly List<PcapSource> _sources;
    private readonly LinkWatch _links;
    private readonly long _openedAt = Clock.RealtimeNanoseconds();

    private LegacyCapture(CaptureOptions options, List<PcapSource> sources, LinkWatch links)
    {
        (_options, _sources, _links) = (options, sources, links);
        Interfaces = [.. sources.Select(source => source.Interface)];
        Points = [.. Interfaces.Select((on, index) => Point((uint)index, on))];
    }

    /// <summary>libpcap's own words for its version.</summary>
    public static string LibraryVersion => Pcap.Version;

    /// <summary>The interfaces, and what libpcap says of them.</summary>
    public IReadOnlyList<LegacyInterface> Interfaces { get; }

    /// <summary>One capture point for each interface, in order.</summary>
    public IReadOnlyList<CapturePoint> Points { get; }

    /// <summary>How fine the stamps of all interfaces are: the coarsest counts.</summary>
    public TimestampPrecision Precision => Interfaces.Min(one => one.Precision);

    /// <summary>Whether there is no other way to capture: no interface has an XDP program, and none of ours is to be loaded.</summary>
    /// <exception cref="CaptureException">There is no such interface.</exception>
    public static bool IsMeant(CaptureOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return !options.LoadXdpProgram
            && new NamespaceScope(options.NetworkNamespace).Run(() => Find(options)).All(one => one.Attachments.Count == 0);
    }

    /// <summary>
    /// Begins to capture: from here on packets gather in the kernel. What comes back may be used from any thread, wherever the interfaces
    /// are.
    /// </summary>
    /// <exception cref="CaptureException">The capture cannot be had; the reason says why.</exception>
    public static LegacyCapture Open(CaptureOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new NamespaceScope(options.NetworkNamespace).Run(() => OpenHere(options));
    }

    /// <summary>Moves packets to the sink until told to stop, and hands on everything that came before that.</summary>
    /// <param name="sink">Gets the packets.</param>
    /// <param name="requests">Ends the capture, or asks for its counts.</param>
    /// <param name="say">Gets what happens to an interface, and the counts that were asked for.</param>
    /// <returns>What was captured and lost. A failure is told there and not thrown, since the counts matter all the more then.</returns>
    public CaptureResult Run(IPacketSink sink, CaptureRequests requests, Action<CaptureNotice>? say = null)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(requests);

        var watch = new LegacyWatch(_links, [.. Interfaces.Select(one => one.Interface)], say ?? (_ => { }));
        var reader = new LegacyReader(_sources, Points, _options.SnapLength, watch);
        Exception? failure = null;
        try
        {
            sink.Begin();
            sink.AddPoints(Points);
            reader.Run(sink, requests, _options.Limit, () => say?.Invoke(CaptureNotices.SoFar(reader.Statistics())));
            sink.End(reader.Statistics(), (ulong)_openedAt, (ulong)Clock.RealtimeNanoseconds());
        }
        catch (OutputClosedException)
        {
            // Whoever read the output has seen enough: a clean end.
        }
        catch (OutputFailedException failed)
        {
            failure = failed;
        }

        return new CaptureResult(reader.Statistics(), 0, failure ?? watch.Failure);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sources.ForEach(source => source.Dispose());
        _links.Dispose();
    }

    private static LegacyCapture OpenHere(CaptureOptions options)
    {
        var interfaces = Find(options);
        var name = interfaces[0].Name;
        if (options.AtExit)
            throw CaptureErrors.LegacyKnowsEntryOnly(name);
        if (options.ProgramNames is not null)
            throw CaptureErrors.NoProgramToName(name);
        if (options.Selection.AsksXdp)
            throw CaptureErrors.LegacyCannotSelect(name, options.Selection);
        if (interfaces.Count > MaximumInterfaces)
            throw CaptureErrors.TooManyInterfaces(interfaces.Count, MaximumInterfaces);
        if (!LibPcap.IsInstalled)
            throw CaptureErrors.NoLibPcap(name);

        var links = LinkWatch.Open();
        var sources = new List<PcapSource>();
        try
        {
            var known = KnownToLibPcap(name);
            foreach (var one in interfaces)
                sources.Add(PcapSource.Open(one, known, options));
            return new LegacyCapture(options, sources, links);
        }
        catch
        {
            sources.ForEach(source => source.Dispose());
            links.Dispose();
            throw;
        }
    }

    /// <summary>Twice the same, by name and by index, is once.</summary>
    private static List<NetworkInterface> Find(CaptureOptions options) =>
        [.. options.Interfaces.Select(TargetDiscovery.FindInterface).DistinctBy(one => one.Index)];

    private static IReadOnlyList<PcapInterface> KnownToLibPcap(string name)
    {
        try
        {
            return PcapInterface.GetAllPcapInterfaces();
        }
        catch (PcapException refusal)
        {
            throw CaptureErrors.LegacyRefused(name, refusal.Message, refusal);
        }
    }

    private static CapturePoint Point(uint id, LegacyInterface on) =>
        new(id, on.Interface.Name, on.Interface.Index, 0, "", CapturePosition.Entry) { IsLegacy = true, LinkType = on.LinkType, LinkTypeName = on.LinkTypeName };
}
