using Capture.Model;
using Capture.Targets;
using Linux.Network;
using Xdpdump;
using Xdpdump.CommandLine;

namespace Capture.Tests.Targets;

public sealed class InterfaceHardwareTests
{
    private const string Line = """driver: "e1000e", version: "3.2.6-k", fw-version: "0.6-4", rom-version: "", bus-info: "0000:00:1f.6" """;

    [Fact]
    public void Driver_is_described_in_one_line() =>
        Assert.Equal(Line.TrimEnd(), InterfaceHardware.Describe(new DriverInfo("e1000e", "3.2.6-k", "0.6-4", "", "0000:00:1f.6")));

    [Fact]
    public void Capture_points_carry_the_hardware_of_their_interface()
    {
        var point = new CapturePoint(0, "eno1", 2, 132, "xdp_dispatcher", CapturePosition.Entry);
        var described = FileMetadata.Describe(point, new Settings(), new InterfaceHardware(Line.TrimEnd(), 1_000_000_000));
        Assert.Equal(("eno1@fentry", Line.TrimEnd(), 1_000_000_000ul), (described.Name, described.Hardware, described.SpeedBitsPerSecond));
        var bare = FileMetadata.Describe(point, new Settings(), InterfaceHardware.Unknown);
        Assert.Equal((null, null), (bare.Hardware, bare.SpeedBitsPerSecond));
    }
}
