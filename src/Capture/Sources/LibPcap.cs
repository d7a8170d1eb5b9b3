using System.Runtime.InteropServices;
using SharpPcap.LibPcap;

namespace Capture.Sources;

/// <summary>
/// libpcap itself: whether it is there, and the calls that SharpPcap does not offer or gets wrong. It is loaded by the first use and
/// never before, since all other captures do without.
/// </summary>
internal static unsafe class LibPcap
{
    // The names SharpPcap tries, in its order, so that there is one library and not two.
    private static readonly Lazy<nint> s_library = new(() => Load("libpcap.so", "libpcap.so.0", "libpcap.so.0.8", "libpcap.so.1"));

    /// <summary>Whether it is installed.</summary>
    public static bool IsInstalled => s_library.Value != 0;

    /// <summary>Its own words for its version.</summary>
    public static string Version => SharpPcap.Pcap.Version;

    /// <summary>The name of a DLT_ number, such as EN10MB; DLT 300 where it has none.</summary>
    public static string LinkTypeName(int dataLink)
    {
        var call = (delegate* unmanaged<int, byte*>)NativeLibrary.GetExport(s_library.Value, "pcap_datalink_val_to_name");
        return Text(call(dataLink)) ?? $"DLT {dataLink}";
    }

    /// <summary>What a DLT_ number stands for, such as Ethernet; its name where there are no words for it.</summary>
    public static string LinkTypeDescription(int dataLink)
    {
        var call = (delegate* unmanaged<int, byte*>)NativeLibrary.GetExport(s_library.Value, "pcap_datalink_val_to_description");
        return Text(call(dataLink)) ?? LinkTypeName(dataLink);
    }

    /// <summary>Packets for which the kernel had no room since the capture was opened; modulo 2^32.</summary>
    /// <remarks>SharpPcap reads struct pcap_stat as words of 64 bits where libpcap writes 32, and so the wrong field.</remarks>
    public static uint? Dropped(PcapHandle capture)
    {
        var call = (delegate* unmanaged<nint, Statistics*, int>)NativeLibrary.GetExport(s_library.Value, "pcap_stats");
        var borrowed = false;
        try
        {
            capture.DangerousAddRef(ref borrowed);
            Statistics statistics;
            return call(capture.DangerousGetHandle(), &statistics) == 0 ? statistics.Dropped : null;
        }
        finally
        {
            if (borrowed)
                capture.DangerousRelease();
        }
    }

    private static nint Load(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out var library))
                return library;
        }

        return 0;
    }

    private static string? Text(byte* text) => Marshal.PtrToStringUTF8((nint)text);

    /// <summary>struct pcap_stat of pcap/pcap.h.</summary>
    private struct Statistics
    {
        public uint Received;
        public uint Dropped;
        public uint DroppedByInterface;
    }
}
