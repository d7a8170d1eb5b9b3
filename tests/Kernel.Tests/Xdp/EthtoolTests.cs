using System.Text.RegularExpressions;
using Capture.Targets;
using Kernel.Tests.Support;
using Linux;
using Linux.Network;
using Linux.Processes;

namespace Kernel.Tests.Xdp;

/// <summary>What drivers say of themselves, against what ethtool(8) prints.</summary>
public sealed partial class EthtoolTests : NetworkTest
{
    [Fact]
    public void Virtual_pair_has_its_driver_and_its_nominal_speed()
    {
        Assert.Equal(new DriverInfo("veth", "1.0", "", "", ""), Network.Inside(() => Ethtool.Driver(Receiver)));
        Assert.Equal(10_000_000_000ul, Network.Inside(() => Ethtool.SpeedBitsPerSecond(Receiver)));
        Assert.Equal(
            new InterfaceHardware("""driver: "veth", version: "1.0", fw-version: "", rom-version: "", bus-info: "" """.TrimEnd(), 10_000_000_000),
            Network.Inside(() => InterfaceHardware.Of(Receiver)));
    }

    [Fact]
    public void Every_interface_here_says_the_same_as_to_ethtool()
    {
        var compared = 0;
        foreach (var one in NetworkInterfaces.List().Where(one => one.Name != "lo"))
        {
            if (Shell("-i", one.Name) is not { } printed)
                continue;
            Assert.Equal(
                new DriverInfo(
                    Value(printed, "driver"), Value(printed, "version"), Value(printed, "firmware-version"),
                    Value(printed, "expansion-rom-version"), Value(printed, "bus-info")),
                Ethtool.Driver(one.Name));
            var speed = SpeedLine().Match(Shell(one.Name) ?? "");
            Assert.Equal(speed.Success ? $"{speed.Groups[1].Value}000000" : "", $"{Ethtool.SpeedBitsPerSecond(one.Name)}");
            compared++;
        }
        Assert.SkipWhen(compared == 0, "This machine has no interface with a driver to compare with.");
    }

    [Fact]
    public void Driver_that_does_not_tell_is_unknown()
    {
        Assert.Null(Network.Inside(() => Ethtool.Driver("lo")));
        Assert.Null(Network.Inside(() => Ethtool.SpeedBitsPerSecond("lo")));
        Assert.Equal(InterfaceHardware.Unknown, Network.Inside(() => InterfaceHardware.Of("lo")));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("a-name-of-17-char")]
    public void Interface_that_is_not_there_is_refused(string name)
    {
        var failure = Assert.Throws<SystemCallException>(() => Network.Inside(() => Ethtool.Driver(name)));
        Assert.Equal($"ethtool {name}: ENODEV (No such device)", failure.Message);
        Assert.Equal(InterfaceHardware.Unknown, Network.Inside(() => InterfaceHardware.Of(name)));
    }

    [Fact]
    public void No_privilege_is_needed() => Privileges.Without(Capability.NetAdmin, () =>
        Assert.Equal("veth", Network.Inside(() => Ethtool.Driver(Receiver))!.Driver));

    private static string Value(string printed, string name) => printed.Split('\n')
        .Single(line => line.StartsWith($"{name}: ", StringComparison.Ordinal))[(name.Length + 2)..];

    /// <summary>What ethtool(8) says; null where it fails.</summary>
    private static string? Shell(params string[] words)
    {
        try
        {
            return TestNetwork.Shell("ethtool", words);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"Speed: (\d+)Mb/s")]
    private static partial Regex SpeedLine();
}
