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
            Comments =
            [
                $"Capture was taken on interface {session.Interface.Name}, with the following XDP programs loaded:\n"
                + $"  {session.FunctionName}()",
            ],
        };
    }

    /// <param name="session">The capture.</param>
    /// <param name="snapLength">What -s said; 0 where it was not given.</param>
    public static IReadOnlyList<InterfaceDescription> Interfaces(CaptureSession session, uint snapLength) =>
        [.. session.Points.Select(point => Describe(point, snapLength))];

    private static InterfaceDescription Describe(CapturePoint point, uint snapLength)
    {
        var at = point.Position == CapturePosition.Entry ? "fentry" : "fexit";
        return new InterfaceDescription
        {
            Name = $"{point.InterfaceName}@{at}",
            Description = $"{point.InterfaceName}:{point.FunctionName}()@{at}",
            SnapLength = snapLength,
        };
    }
}
