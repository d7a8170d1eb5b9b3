using Capture;
using Capture.Legacy;
using Capture.Sinks;
using PacketFiles;
using Xdpdump.CommandLine;
using Xdpdump.Sentences;

namespace Xdpdump;

/// <summary>The main job where no interface has an XDP program and none of ours may be loaded: capture through libpcap.</summary>
internal static class LegacyCommand
{
    /// <returns>The exit status.</returns>
    public static int Run(Settings settings, CaptureOptions options)
    {
        // Scripts look for the first words, up to the comma.
        Messages.Warn($"Specified interface does not have an XDP program loaded, so capture on {string.Join(", ", options.Interfaces)} "
            + "is in legacy mode: through libpcap, as the network stack sees packets; --load-xdp-program captures at the XDP layer");

        using var requests = new CaptureRequests();
        using var signals = new RequestSignals(requests);
        using var output = settings.Output is { } path ? OutputStream.Open(path) : OutputStream.StandardOutput();
        using var capture = LegacyCapture.Open(options);
        using var sink = Sink(settings, capture, output);

        if (settings.Verbosity > 0)
            Describe(capture, settings);
        Messages.Say(Banner(capture, settings));

        return CaptureCommand.Report(capture.Run(sink, requests, notice => Messages.Say(Sentence.Of(notice))), settings);
    }

    private static IPacketSink Sink(Settings settings, LegacyCapture capture, OutputStream output) => settings switch
    {
        { Output: null } => new TextSink(output, settings.Hex, settings.Verbosity > 0),
        { UsePcap: true } => new PcapSink(output, PcapHeader(settings, capture)),
        _ => new PcapNgSink(output, FileMetadata.Section(capture),
            FileMetadata.Describer(settings, capture.Points, point => capture.Interfaces[(int)point.InterfaceId].Hardware))
        {
            PointComment = FileMetadata.LostAtEnd,
            IsSelective = !settings.Selection.IsAll,
        },
    };

    private static PcapFileHeader PcapHeader(Settings settings, LegacyCapture capture) => new()
    {
        LinkType = FileLinkTypes.OfPcap(capture.Points),
        SnapLength = CaptureCommand.SnapLength(settings),
        Precision = capture.Precision,
    };

    private static string Banner(LegacyCapture capture, Settings settings)
    {
        var places = capture.Interfaces.Select(one => $"{one.Interface.Name}, link-type {one.LinkTypeName} ({one.LinkTypeDescription})");
        return $"listening on {string.Join("; on ", places)}, capture size {CaptureCommand.SnapLength(settings)} bytes";
    }

    private static void Describe(LegacyCapture capture, Settings settings)
    {
        foreach (var one in capture.Interfaces)
            Messages.Say($"interface {one.Interface.Name}: ifindex {one.Interface.Index}, no XDP program");
        if (settings.Selection.Filter is { } filter)
            Messages.Say($"filter '{filter.Title}'");
        Messages.Say(LegacyCapture.LibraryVersion);
    }
}
