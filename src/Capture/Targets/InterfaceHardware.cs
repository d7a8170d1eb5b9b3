using Linux;
using Linux.Network;

namespace Capture.Targets;

/// <summary>What a capture file says of the hardware behind an interface.</summary>
/// <param name="Description">Driver, versions and place on the bus in one line; null where the driver does not tell.</param>
/// <param name="SpeedBitsPerSecond">Null where it is not known: no carrier, or a driver that has no speed.</param>
public sealed record InterfaceHardware(string? Description, ulong? SpeedBitsPerSecond)
{
    /// <summary>Where nothing is known.</summary>
    public static InterfaceHardware Unknown { get; } = new(null, null);

    /// <summary>
    /// Asks the driver of an interface in the calling thread's network namespace. A capture does not fail for want of this: what the
    /// kernel does not tell, or of an interface that has just gone, is unknown.
    /// </summary>
    public static InterfaceHardware Of(string interfaceName)
    {
        try
        {
            return new InterfaceHardware(
                Ethtool.Driver(interfaceName) is { } driver ? Describe(driver) : null, Ethtool.SpeedBitsPerSecond(interfaceName));
        }
        catch (SystemCallException)
        {
            return Unknown;
        }
    }

    /// <summary>One line, in the form readers of such files know: <c>driver: "e1000e", version: "3.2.6-k", fw-version: "0.6-4", …</c></summary>
    internal static string Describe(DriverInfo driver) =>
        $"driver: \"{driver.Driver}\", version: \"{driver.Version}\", fw-version: \"{driver.FirmwareVersion}\", "
        + $"rom-version: \"{driver.RomVersion}\", bus-info: \"{driver.BusInfo}\"";
}
