using Capture;
using Capture.Legacy;
using Capture.Rings;
using Capture.Sinks;
using Capture.Targets;
using PacketFiles;
using Xdpdump.CommandLine;
using Xdpdump.Sentences;

namespace Xdpdump;

/// <summary>The main job: one capture, from the settings to the two counts at the end.</summary>
internal static class CaptureCommand
{
    /// <summary>Up to this MTU every driver has packets in one buffer.</summary>
    internal const uint OneBuffer = 1500;

    /// <returns>The exit status.</returns>
    public static int Run(Settings settings)
    {
        if (settings.Interface is null)
            throw new UsageException("which interface? Name one with -i IF; xdpdump --help lists the options");
        Messages.ShowDetails = settings.Verbosity >= 2;
        if (settings is { UsePcap: true, Output: null })
            Messages.Warn("--use-pcap says how to write packets, which takes -w FILE too; without it they are printed");
        var options = Options(settings);
        if (LegacyCapture.IsMeant(options))
            return LegacyCommand.Run(settings, options);

        using var requests = new CaptureRequests();
        using var signals = new RequestSignals(requests);
        // The output is opened first, so that a mistyped path is found out before anything is loaded.
        using var output = settings.Output is { } path ? OutputStream.Open(path) : OutputStream.StandardOutput();
        using var session = CaptureSession.Open(options);
        using var sink = Sink(settings, session, output);

        foreach (var one in session.Interfaces.Where(one => one.RunsOwnProgram))
        {
            // Scripts look for these two sentences.
            Messages.Warn("Specified interface does not have an XDP program loaded! Will load a capture only XDP program! "
                + $"It passes every packet of {one.Interface.Name} on.");
        }

        if (session.JumboLimit is { } limit && session.Interfaces.Any(one => one.Interface.Mtu > OneBuffer))
            Messages.Warn(Sentence.Of(limit));
        CaptureWarnings.AtStart(session, settings);

        foreach (var reservation in session.Reservations)
            Messages.Warn(Sentence.Of(reservation));

        if (session.RingSize < settings.RingSize)
            Messages.Warn($"the kernel allows no rings of {settings.RingSize / 1024} KiB; each CPU has {session.RingSize / 1024} KiB");

        session.Attach();
        if (settings.Verbosity > 0)
            Describe(session, settings);
        Messages.Say(Banner(session, settings));

        return Report(session.Run(sink, requests, notice => Messages.Say(Sentence.Of(notice))), settings);
    }

    internal static CaptureOptions Options(Settings settings) => new()
    {
        Interfaces = settings.Interface!.Split(','),
        NetworkNamespace = settings.NetworkNamespace is { } name ? NamespaceName.Resolve(name) : null,
        ProgramNames = settings.ProgramNames,
        AtEntry = settings.AtEntry,
        AtExit = settings.AtExit,
        SnapLength = SnapLength(settings),
        RingSize = settings.RingSize,
        Selection = settings.Selection,
        Limit = settings.Count ?? long.MaxValue,
        LoadXdpProgram = settings.LoadXdpProgram,
        LoadMode = settings.LoadMode,
        Promiscuous = settings.Promiscuous,
        WakeUpEvery = settings.PerfWakeup,
        KeepVerifierLog = settings.Verbosity >= 2,
    };

    /// <summary>-s, or its default.</summary>
    internal static uint SnapLength(Settings settings) => settings.SnapLength == 0 ? RingLayout.MaximumSnapLength : settings.SnapLength;

    private static IPacketSink Sink(Settings settings, CaptureSession session, OutputStream output) => settings switch
    {
        { Output: null } => new TextSink(output, settings.Hex, settings.Verbosity > 0),
        { UsePcap: true } => new PcapSink(
            output, new PcapFileHeader { LinkType = FileLinkTypes.OfPcap(session.Points), SnapLength = SnapLength(settings) }),
        _ => new PcapNgSink(output, FileMetadata.Section(session, settings.Selection),
            FileMetadata.Describer(settings, session.Points, point => session.InterfaceOf(point).Hardware))
        {
            PointComment = FileMetadata.LostAtEnd,
            IsSelective = !settings.Selection.IsAll,
            WhenMany = () => Messages.Warn($"the file has more than {PcapNgSink.InterfacesForAll} pcapng interfaces by now, one for each "
                + "program and side: Wireshark reads it, but some readers stop at that many; for those, start a new capture"),
        },
    };

    private static string Banner(CaptureSession session, Settings settings)
    {
        var mode = (settings.AtEntry, settings.AtExit) switch { (true, true) => "entry/exit", (true, _) => "entry", _ => "exit" };
        var places = session.Interfaces.Select(one => $"{one.Interface.Name}, ingress XDP program "
            + string.Join(", ", one.Programs.Select(program => $"ID {program.ProgramId} func {program.FunctionName}")));
        return $"listening on {string.Join("; on ", places)}, capture mode {mode}, capture size {SnapLength(settings)} bytes";
    }

    private static void Describe(CaptureSession session, Settings settings)
    {
        foreach (var (loaded, programs, _, _) in session.Interfaces)
        {
            Messages.Say($"interface {loaded.Interface.Name}: ifindex {loaded.Interface.Index}, XDP program "
                + string.Join(", ", programs.Select(program => $"{program.FunctionName}@{program.ProgramId}"))
                + $" in {XdpModes.Word(programs[0].Mode)} mode");
        }

        if (settings.Selection.Filter is { } filter)
        {
            var lengths = session.Interfaces.Select(one => filter.For(one.Interface).Instructions.Length).Distinct();
            Messages.Say($"filter '{filter.Title}': {string.Join(" or ", lengths)} instructions of classic BPF");
        }

        Messages.Say($"rings: {session.RingCount} CPUs, {session.RingSize / 1024} KiB each; the reader wakes up "
            + (settings.PerfWakeup > 1
                ? $"when a CPU has captured {settings.PerfWakeup} packets, once a millisecond while they come, and once a second"
                : "at the first packet, once a millisecond while they come, and once a second"));
        foreach (var program in session.Programs)
        {
            Messages.Say($"capture program {program.Name}@{program.Id} loaded");
            if (settings.Verbosity < 2)
                continue;
            Messages.Say(program.Listing);
            Messages.Say($"verifier log of {program.Name}:\n{program.VerifierLog}");
        }
    }

    private static string Describe(PointStatistics point)
    {
        var text = $"{point.Point.Title}: {point.Captured} captured, {point.Lost} dropped";
        var where = point.LostOnCpu.Index().Where(cpu => cpu.Item > 0).Select(cpu => $"{cpu.Item} on CPU {cpu.Index}").ToList();
        if (point.LostBySkip > 0)
            where.Add($"{point.LostBySkip} where the kernel skipped a run");
        if (point.LostWithoutRing > 0)
            where.Add($"{point.LostWithoutRing} on CPUs that have no ring");
        if (where.Count > 0)
            text += $": {string.Join(", ", where)}";
        return point.LostAtEnd == 0 ? text : $"{text}; of these {point.LostAtEnd} after the last one captured";
    }

    /// <summary>The two counts, point by point before them where details are wanted, and what went wrong.</summary>
    /// <returns>The exit status.</returns>
    internal static int Report(CaptureResult result, Settings settings)
    {
        if (settings.Verbosity > 0)
        {
            foreach (var point in result.Points)
                Messages.Say(Describe(point));
        }

        // The two counts come last but for errors: scripts read them there.
        CaptureWarnings.AtEnd(result);
        Messages.Say("");
        Messages.Say($"{result.Captured} packets captured");
        Messages.Say($"{result.Lost} packets dropped by ring");
        if (result.Unreadable > 0)
        {
            Messages.Fail($"the kernel refused to hand over {result.Unreadable} packets, which count as dropped: "
                + "is it locked down (/sys/kernel/security/lockdown)?");
        }

        return result.Failure is { } failure ? Messages.Fail(Sentence.Of(failure)) : 0;
    }
}
