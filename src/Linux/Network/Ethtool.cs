using System.Runtime.InteropServices;
using System.Text;
using Linux.Files;
using Linux.Native;

namespace Linux.Network;

/// <summary>What a network card's driver says of itself.</summary>
/// <param name="Driver">Its name, such as "e1000e".</param>
/// <param name="Version">Its version; the kernel's release where the driver has none of its own.</param>
/// <param name="FirmwareVersion">Empty where there is none, as the following.</param>
/// <param name="RomVersion">Of the expansion ROM.</param>
/// <param name="BusInfo">Where the card sits, such as the PCI address "0000:00:1f.6".</param>
public sealed record DriverInfo(string Driver, string Version, string FirmwareVersion, string RomVersion, string BusInfo);

/// <summary>One of an interface's features, as <c>ethtool -k</c> lists them.</summary>
/// <param name="Name">The kernel's name for it, such as "rx-vlan-hw-parse".</param>
/// <param name="IsOn">Whether it is in effect.</param>
/// <param name="IsFixed">Whether it cannot be switched.</param>
public readonly record struct DeviceFeature(string Name, bool IsOn, bool IsFixed);

/// <summary>Questions to an interface's driver: SIOCETHTOOL, linux/ethtool.h. They take no privilege.</summary>
public static unsafe class Ethtool
{
    private const nuint SiocEthtool = 0x8946;
    private const uint GetSettings = 0x01, GetDriverInfo = 0x03, GetLinkSettings = 0x4c; // ETHTOOL_GSET, _GDRVINFO, _GLINKSETTINGS
    private const uint GetChannels = 0x3c; // ETHTOOL_GCHANNELS
    private const uint GetStrings = 0x1b, GetStringSetInfo = 0x37, GetFeatures = 0x3a; // ETHTOOL_GSTRINGS, _GSSET_INFO, _GFEATURES
    private const int FeatureStrings = 4, StringSize = 32; // ETH_SS_FEATURES, ETH_GSTRING_LEN
    private const uint SpeedUnknown = uint.MaxValue;

    /// <summary>Asks for the driver of an interface in the calling thread's network namespace.</summary>
    /// <param name="interfaceName">Its name.</param>
    /// <returns>Null where the driver does not tell, as that of the loopback interface.</returns>
    /// <exception cref="SystemCallException">ENODEV: there is no such interface. Or the driver's own refusal.</exception>
    public static DriverInfo? Driver(string interfaceName)
    {
        using var socket = Open();
        DriverRecord record = new() { Command = GetDriverInfo };
        return Ask(socket, interfaceName, &record)
            ? new DriverInfo(
                Text(record.Driver), Text(record.Version), Text(record.FirmwareVersion), Text(record.RomVersion), Text(record.BusInfo))
            : null;
    }

    /// <summary>Asks for the speed of an interface in the calling thread's network namespace.</summary>
    /// <param name="interfaceName">Its name.</param>
    /// <returns>Bits per second; null where the driver does not tell or there is no carrier.</returns>
    /// <exception cref="SystemCallException">ENODEV: there is no such interface. Or the driver's own refusal.</exception>
    public static ulong? SpeedBitsPerSecond(string interfaceName)
    {
        using var socket = Open();
        var megabits = Speed(socket, interfaceName) ?? OldSpeed(socket, interfaceName);
        return megabits is null or 0 or SpeedUnknown ? null : megabits * 1_000_000ul;
    }

    /// <summary>Asks how many channels receive, of an interface in the calling thread's network namespace: each has a receive queue.</summary>
    /// <param name="interfaceName">Its name.</param>
    /// <returns>Null where the driver does not tell.</returns>
    /// <exception cref="SystemCallException">ENODEV: there is no such interface. Or the driver's own refusal.</exception>
    public static uint? ReceiveChannels(string interfaceName)
    {
        using var socket = Open();
        ChannelsRecord record = new() { Command = GetChannels };
        return Ask(socket, interfaceName, &record) && record.Receiving + record.Combined is > 0 and var count ? count : null;
    }

    /// <summary>Asks for the features of an interface in the calling thread's network namespace.</summary>
    /// <param name="interfaceName">Its name.</param>
    /// <returns>Null where the kernel does not tell.</returns>
    /// <exception cref="SystemCallException">ENODEV: there is no such interface. Or a refusal.</exception>
    public static IReadOnlyList<DeviceFeature>? Features(string interfaceName)
    {
        using var socket = Open();
        StringSetRecord set = new() { Command = GetStringSetInfo, Mask = 1ul << FeatureStrings };
        if (!Ask(socket, interfaceName, &set) || set.Mask == 0)
            return null;

        // struct ethtool_gstrings: command, set, count, then the strings; struct ethtool_gfeatures: command, count of blocks of 32 features,
        // then the blocks, each { available, requested, active, never changed }.
        var strings = new uint[3 + set.Count * StringSize / sizeof(uint)];
        (strings[0], strings[1], strings[2]) = (GetStrings, FeatureStrings, set.Count);
        var blocks = new uint[2 + (set.Count + 31) / 32 * 4];
        (blocks[0], blocks[1]) = (GetFeatures, (set.Count + 31) / 32);
        fixed (uint* names = strings, states = blocks)
        {
            if (!Ask(socket, interfaceName, names) || !Ask(socket, interfaceName, states))
                return null;
        }

        var text = MemoryMarshal.AsBytes(strings.AsSpan(3));
        var features = new List<DeviceFeature>();
        for (var i = 0; i < set.Count; i++)
        {
            bool Has(int word) => (blocks[2 + i / 32 * 4 + word] >> (i % 32) & 1) != 0;
            features.Add(new(Text(text.Slice(i * StringSize, StringSize)), IsOn: Has(2), IsFixed: !Has(0) || Has(3)));
        }

        return features;
    }

    private static uint? Speed(FileDescriptorHandle socket, string interfaceName)
    {
        // The first answer says how many words this kernel's masks have, negated, and nothing else.
        LinkSettingsRecord record = new() { Command = GetLinkSettings };
        if (!Ask(socket, interfaceName, &record) || record.MaskWords >= 0)
            return null;
        record = new LinkSettingsRecord { Command = GetLinkSettings, MaskWords = (sbyte)-record.MaskWords };
        return Ask(socket, interfaceName, &record) ? record.SpeedMegabits : null;
    }

    private static uint? OldSpeed(FileDescriptorHandle socket, string interfaceName)
    {
        OldLinkSettingsRecord record = new() { Command = GetSettings };
        return Ask(socket, interfaceName, &record) ? (uint)record.SpeedMegabitsHigh << 16 | record.SpeedMegabitsLow : null;
    }

    /// <summary>Any socket will do: the question is about its network namespace, and a netlink socket is never missing.</summary>
    private static FileDescriptorHandle Open()
    {
        int descriptor = LibC.CreateSocket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, 0);
        Errno error = descriptor < 0 ? Errno.Last : Errno.None;
        return error.IsError ? throw new SystemCallException("socket AF_NETLINK", error) : new FileDescriptorHandle(descriptor);
    }

    /// <returns>False where the driver does not know the question.</returns>
    private static bool Ask(FileDescriptorHandle socket, string interfaceName, void* record)
    {
        InterfaceRequest request = new() { Data = record };
        Span<byte> name = request.Name;
        var fits = Encoding.UTF8.TryGetBytes(interfaceName, name[..(InterfaceName.Size - 1)], out _);
        int result = fits ? LibC.Control(socket, SiocEthtool, &request) : -1;
        Errno error = result >= 0 ? Errno.None : fits ? Errno.Last : Errno.ENODEV;
        if (error.IsError && error != Errno.EOPNOTSUPP)
            throw new SystemCallException($"ethtool {interfaceName}", error);
        return !error.IsError;
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
