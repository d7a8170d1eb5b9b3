using Capture.Targets;
using Linux.Network;

namespace Capture.Tests.Targets;

public sealed class InterfaceHardwareTests
{
    private const string Line = """driver: "e1000e", version: "3.2.6-k", fw-version: "0.6-4", rom-version: "", bus-info: "0000:00:1f.6" """;

    [Fact]
    public void Driver_is_described_in_one_line() =>
        Assert.Equal(Line.TrimEnd(), InterfaceHardware.Describe(new DriverInfo("e1000e", "3.2.6-k", "0.6-4", "", "0000:00:1f.6")));
}
