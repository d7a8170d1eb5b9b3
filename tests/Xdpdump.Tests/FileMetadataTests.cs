using Capture.Model;
using Capture.Targets;
using Capture.Tests;
using Xdpdump.CommandLine;

namespace Xdpdump.Tests;

/// <summary>What a file says of its points besides their packets.</summary>
public sealed class FileMetadataTests
{
    [Fact]
    public void Capture_points_carry_the_hardware_of_their_interface()
    {
        const string Line = """driver: "e1000e", version: "3.2.6-k", fw-version: "0.6-4", rom-version: "", bus-info: "0000:00:1f.6" """;
        var point = new CapturePoint(0, "eno1", 2, 132, "xdp_dispatcher", CapturePosition.Entry);
        var described = FileMetadata.Describe(point, new Settings(), new InterfaceHardware(Line.TrimEnd(), 1_000_000_000));
        Assert.Equal(("eno1@fentry", Line.TrimEnd(), 1_000_000_000ul), (described.Name, described.Hardware, described.SpeedBitsPerSecond));
        var bare = FileMetadata.Describe(point, new Settings(), InterfaceHardware.Unknown);
        Assert.Equal((null, null), (bare.Hardware, bare.SpeedBitsPerSecond));
    }

    [Fact]
    public void Points_whose_last_losses_no_packet_tells_of_have_a_comment_and_others_none()
    {
        Assert.Equal(
            "1 of the 3 packets dropped here were dropped at the end, where no packet's drop count tells of them",
            FileMetadata.LostAtEnd(new PointStatistics(FakeRecords.Exit, 39, 3) { LostAtEnd = 1 }));
        Assert.Null(FileMetadata.LostAtEnd(new PointStatistics(FakeRecords.Entry, 40, 2)));
    }
}
