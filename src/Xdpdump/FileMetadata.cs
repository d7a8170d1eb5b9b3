using Capture;
using PacketFiles;

namespace Xdpdump;

/// <summary>What a capture file says about where it comes from.</summary>
internal static class FileMetadata
{
    public static SectionHeader Section(CaptureSession session)
    {
        var host = SystemName.Current;
        return new SectionHeader
        {
            Hardware = host.Machine,
            OperatingSystem = $"{host.System} {host.Node} {host.Release} {host.Version}",
            Application = $"xdpdump v{ProductVersion.Text}",
            Comments = [.. session.Interfaces.Select(Programs)],
        };
    }

    private static string Programs(CapturedInterface on) =>
        $"Capture was taken on interface {on.Interface.Name}, with the following XDP programs loaded:"
        + string.Concat(on.Programs.Select(program => $"\n  {program.FunctionName}()"));

    /// <param name="point">A capture point.</param>
    /// <param name="snapLength">What -s said; 0 where it was not given.</param>
    /// <param name="hardware">Of the point's interface.</param>
    public static InterfaceDescription Describe(CapturePoint point, uint snapLength, InterfaceHardware hardware)
    {
        var at = point.Position == CapturePosition.Entry ? "fentry" : "fexit";
        var description = $"{point.InterfaceName}:{point.FunctionName}()@{at}";
        return new InterfaceDescription
        {
            Name = point.IsOnlyProgram ? $"{point.InterfaceName}@{at}" : description,
            Description = description,
            SnapLength = snapLength,
            Hardware = hardware.Description,
            SpeedBitsPerSecond = hardware.SpeedBitsPerSecond,
        };
    }
}
