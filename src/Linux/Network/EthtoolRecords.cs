using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Linux.Network;

/// <summary>struct ifreq, linux/if.h, with the arm of its union that ethtool takes.</summary>
[StructLayout(LayoutKind.Sequential, Size = 40)]
internal unsafe struct InterfaceRequest
{
    internal InterfaceName Name;
    internal void* Data;
}

/// <summary>IFNAMSIZ: 15 bytes and a zero.</summary>
[InlineArray(Size)]
internal struct InterfaceName
{
    internal const int Size = 16;

    private byte _first;
}

/// <summary>A text of struct ethtool_drvinfo: up to 32 bytes, padded with zeros.</summary>
[InlineArray(32)]
internal struct DriverText
{
    private byte _first;
}

/// <summary>struct ethtool_drvinfo, linux/ethtool.h.</summary>
[StructLayout(LayoutKind.Sequential, Size = 196)]
internal struct DriverRecord
{
    internal uint Command;
    internal DriverText Driver;
    internal DriverText Version;
    internal DriverText FirmwareVersion;
    internal DriverText BusInfo;
    internal DriverText RomVersion;
}

/// <summary>struct ethtool_link_settings, linux/ethtool.h, with room for three masks of the most words a kernel may have.</summary>
[StructLayout(LayoutKind.Explicit, Size = 48 + 3 * 127 * 4)]
internal struct LinkSettingsRecord
{
    [FieldOffset(0)] internal uint Command;
    [FieldOffset(4)] internal uint SpeedMegabits;
    [FieldOffset(15)] internal sbyte MaskWords;
}

/// <summary>struct ethtool_sset_info, linux/ethtool.h, for one set of strings.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal struct StringSetRecord
{
    [FieldOffset(0)] internal uint Command;
    [FieldOffset(8)] internal ulong Mask;
    [FieldOffset(16)] internal uint Count;
}

/// <summary>struct ethtool_cmd, linux/ethtool.h: what there was before.</summary>
[StructLayout(LayoutKind.Explicit, Size = 44)]
internal struct OldLinkSettingsRecord
{
    [FieldOffset(0)] internal uint Command;
    [FieldOffset(12)] internal ushort SpeedMegabitsLow;
    [FieldOffset(28)] internal ushort SpeedMegabitsHigh;
}

/// <summary>struct ethtool_channels, linux/ethtool.h: how many there can be and are, of those that receive, send, and do both.</summary>
[StructLayout(LayoutKind.Explicit, Size = 36)]
internal struct ChannelsRecord
{
    [FieldOffset(0)] internal uint Command;
    [FieldOffset(20)] internal uint Receiving;
    [FieldOffset(32)] internal uint Combined;
}
