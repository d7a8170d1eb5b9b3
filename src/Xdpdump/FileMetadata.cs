using System.Globalization;
using System.Text;
using Capture;
using Capture.Legacy;
using Capture.Targets;
using PacketFiles;

namespace Xdpdump;

/// <summary>What a capture file says about where it comes from.</summary>
internal static class FileMetadata
{
    public static SectionHeader Section(CaptureSession session) => Section(session.Interfaces.Select(Programs));

    public static SectionHeader Section(LegacyCapture capture) => Section(capture.Interfaces.Select(
        one => $"Capture was taken on interface {one.Interface.Name}, with no XDP program loaded"));

    private static SectionHeader Section(IEnumerable<string> comments)
    {
        var host = SystemName.Current;
        return new SectionHeader
        {
            Hardware = host.Machine,
            OperatingSystem = $"{host.System} {host.Node} {host.Release} {host.Version}",
            Application = $"xdpdump v{ProductVersion.Text}",
            Comments = [.. comments],
        };
    }

    /// <summary>An interface's programs, one per line, what runs inside another one further in.</summary>
    private static string Programs(CapturedInterface on)
    {
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

    /// <param name="point">A capture point.</param>
    /// <param name="snapLength">What -s said; 0 where it was not given.</param>
    /// <param name="hardware">Of the point's interface.</param>
    public static InterfaceDescription Describe(CapturePoint point, uint snapLength, InterfaceHardware hardware)
    {
        var at = point.Position == CapturePosition.Entry ? "fentry" : "fexit";
        var description = point.IsLegacy ? null : $"{point.InterfaceName}:{point.FunctionName}()@{at}";
        return new InterfaceDescription
        {
            Name = point switch
            {
                { IsLegacy: true } => point.InterfaceName,
                { IsOnlyProgram: true } => $"{point.InterfaceName}@{at}",
                _ => description,
            },
            Description = description,
            LinkType = point.LinkType,
            SnapLength = snapLength,
            Hardware = hardware.Description,
            SpeedBitsPerSecond = hardware.SpeedBitsPerSecond,
        };
    }
}
