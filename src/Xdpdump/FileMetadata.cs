using System.Globalization;
using System.Text;
using Capture;
using Capture.Filters;
using Capture.Following;
using Capture.Model;
using Capture.Selection;
using Capture.Targets;
using Linux;
using PacketFiles;
using Xdpdump.CommandLine;

namespace Xdpdump;

/// <summary>What a capture file says about where it comes from.</summary>
internal static class FileMetadata
{
    /// <summary>The head of a capture's section.</summary>
    public static SectionHeader Section(CaptureSession session, PacketSelection selection) =>
        Section([.. session.Interfaces.Select(Programs), .. Selection(selection)]);

    private static SectionHeader Section(IEnumerable<string> comments)
    {
        var host = SystemName.Current;
        return new SectionHeader
        {
            Hardware = host.Machine,
            OperatingSystem = $"{host.System} {host.Node} {host.Release} {host.Version}",
            Application = $"xdpdump v{ProductVersion.Text}",
            Comments = [.. comments.Select(Shown.Lines)],
        };
    }

    /// <summary>What was asked of packets beside the filter, which each interface of the file has.</summary>
    private static IEnumerable<string> Selection(PacketSelection selection)
    {
        List<string> words = [];
        if (selection.Actions is { } actions)
            words.Add($"--action {actions}");
        if (selection.OnlyModified)
            words.Add("--only-modified");
        if (selection.Queues.Count > 0)
            words.Add($"--rx-queue {string.Join(',', selection.Queues)}");
        if (selection.SampleEvery > 1)
            words.Add($"--sample {selection.SampleEvery}");
        if (selection.FilterAt == CapturePosition.Exit)
            words.Add("--filter-at exit");
        return words.Count == 0 ? [] : [$"Only packets were captured that pass {string.Join(' ', words)}"];
    }

    /// <summary>An interface's programs, one per line, what runs inside another one further in.</summary>
    private static string Programs(CapturedInterface on)
    {
        if (on.Tap is not null)
            return $"Capture was taken on interface {on.Interface.Name}, with no XDP program loaded";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Capture was taken on interface {on.Interface.Name}, with the following XDP programs loaded:");
        foreach (var attached in on.Loaded.Attached)
        {
            text.Append("\n  ").Append(Name(attached.Program));
            foreach (var component in attached.Components)
                text.Append("\n    ").Append(Name(component.Program));
        }

        if (on.RunsOwnProgram)
            text.Append("\n  ").Append(on.Programs[0].FunctionName).Append("()");
        return text.ToString();
    }

    private static string Name(XdpProgram program) => $"{program.Main?.Name ?? program.Name}()";

    /// <summary>What no record of a point could tell of; null where there is nothing.</summary>
    public static string? LostAtEnd(PointStatistics point) => point.LostAtEnd == 0
        ? null
        : $"{point.LostAtEnd} of the {point.Lost} packets dropped here were dropped at the end, where no packet's drop count tells of them";

    /// <summary>Describes the points of a pcapng file, and tells the user what of that readers of it should know.</summary>
    /// <param name="settings">What -s said, and the filter.</param>
    /// <param name="points">Those there are when capture begins.</param>
    /// <param name="hardware">Of a point's interface.</param>
    public static Func<CapturePoint, InterfaceDescription> Describer(
        Settings settings, IReadOnlyList<CapturePoint> points, Func<CapturePoint, InterfaceHardware> hardware)
    {
        var types = new FileLinkTypes();
        types.Add(points);
        return point =>
        {
            types.Add([point]);
            return Describe(point, settings, hardware(point));
        };
    }

    /// <param name="point">A capture point.</param>
    /// <param name="settings">What -s said, and the filter.</param>
    /// <param name="hardware">Of the point's interface.</param>
    public static InterfaceDescription Describe(CapturePoint point, Settings settings, InterfaceHardware hardware) => new()
    {
        Name = point.FileName,
        Description = point.FileDescription,
        LinkType = point.LinkType,
        SnapLength = settings.SnapLength,
        Filter = Expression(settings.Selection.Filter),
        Hardware = hardware.Description,
        SpeedBitsPerSecond = hardware.SpeedBitsPerSecond,
    };

    /// <summary>An option of pcapng has no room for more.</summary>
    private static string? Expression(PacketFilter? filter) =>
        filter is { Expression: { } text } && Encoding.UTF8.GetByteCount(text) < ushort.MaxValue ? text : null;
}
