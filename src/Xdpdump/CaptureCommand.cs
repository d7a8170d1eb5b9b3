using Capture;
using Capture.Output;
using Capture.Reading;
using Capture.Records;
using Capture.Selection;
using Capture.Sinks;
using Capture.Targets;
using Linux.Processes;
using PacketFiles;
using Xdpdump.CommandLine;
using Xdpdump.Sentences;

namespace Xdpdump;

/// <summary>The main job: one capture, from the settings to the two counts at the end.</summary>
internal static class CaptureCommand
{
    /// <returns>The exit status.</returns>
    public static int Run(Settings settings)
    {
        if (settings.Interfaces.Count == 0)
            throw new UsageException("which interface? Name one with -i IF; xdpdump --help lists the options");
        Messages.ShowDetails = settings.Verbosity >= 2;
        if (settings is { UsePcap: true, Output: null })
            Messages.Warn("--use-pcap says how to write packets, which takes -w FILE too; without it they are printed");
        var options = Options(settings);
        using var elsewhere = options.NetworkNamespace;

        using var requests = new CaptureRequests();
        OutputStream? opened = null;
        using var signals = new RequestSignals(requests, () => GiveUp(opened));
        // The output is opened first, so that a mistyped path is found out before anything is loaded.
        using var output = opened = settings.Output is { } path ? OutputStream.Open(path) : OutputStream.StandardOutput();
        using var session = CaptureSession.Open(options);
        var sink = Sink(settings, session);
        CaptureWarnings.AtStart(session, settings);

        signals.StartIsOver();
        session.Attach();
        if (settings.Verbosity > 0)
            CaptureDescription.Say(session, settings);
        Messages.Say(CaptureDescription.Banner(session, settings));

        var result = session.Run(sink, output, requests, notice => Messages.Say(Sentence.Of(notice)));
        if (output.IsRemoved)
            Messages.Warn($"{output.Path} was removed by somebody else while it was written, and what was captured with it");
        return CaptureReport.Say(result, settings);
    }

    /// <summary>What is wanted; the network namespace, where another one is named, is the caller's to dispose.</summary>
    internal static CaptureOptions Options(Settings settings) => new()
    {
        Interfaces = settings.Interfaces,
        NetworkNamespace = settings.NetworkNamespace is { } name ? NamespaceName.Open(name) : null,
        ProgramNames = settings.ProgramNames,
        AtEntry = settings.AtEntry,
        AtExit = settings.AtExit,
        SnapLength = SnapLength(settings),
        RingSize = settings.RingSize,
        KernelTypesFile = settings.KernelTypesFile,
        Selection = settings.Selection,
        Limit = settings.Count ?? long.MaxValue,
        LoadXdpProgram = settings.LoadXdpProgram,
        LoadMode = settings.LoadMode,
        Promiscuous = settings.Promiscuous,
        WakeUpEvery = settings.PerfWakeup,
        KeepVerifierLog = settings.Verbosity >= 2,
    };

    /// <summary>Ends the process while the capture is prepared: nothing is attached yet, and what is loaded goes with the process.</summary>
    private static void GiveUp(OutputStream? output)
    {
        output?.Dispose(); // a file that was made goes
        var status = Messages.Fail("ended by a signal before capture began; nothing was captured");
        Messages.Flush();
        ProcessEnd.Exit(status);
    }

    /// <summary>-s, or its default.</summary>
    internal static uint SnapLength(Settings settings) => settings.SnapLength == 0 ? RingLayout.MaximumSnapLength : settings.SnapLength;

    private static IPacketSink Sink(Settings settings, CaptureSession session) => settings switch
    {
        { Output: null } => new TextSink(settings.Hex, settings.Verbosity > 0),
        { UsePcap: true } => new PcapSink(new PcapFileHeader
        {
            LinkType = FileLinkTypes.OfPcap(session.Points),
            SnapLength = SnapLength(settings),
            Precision = session.Precision,
        }),
        _ => new PcapNgSink(FileMetadata.Section(session, settings.Selection),
            FileMetadata.Describer(settings, session.Points, point => session.InterfaceOf(point).Hardware))
        {
            PointComment = FileMetadata.LostAtEnd,
            IsSelective = !settings.Selection.IsAll,
            WhenMany = () => Messages.Warn($"the file has more than {PcapNgSink.InterfacesForAll} pcapng interfaces by now, one for each "
                + "program and side: Wireshark reads it, but some readers stop at that many; for those, start a new capture"),
        },
    };
}
