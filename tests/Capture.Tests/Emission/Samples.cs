using Capture.Emission;

namespace Capture.Tests.Emission;

/// <summary>Offsets as a kernel might have them, all different so that a listing tells which is which.</summary>
internal static class Samples
{
    public const uint Namespace = 0xF000_0098;

    public static readonly XdpBuffOffsets Offsets = new()
    {
        Data = 0,
        DataEnd = 8,
        RxQueue = 32,
        QueueDevice = 16,
        QueueIndex = 24,
        DeviceIndex = 224,
        DeviceNamespace = 280,
        NamespaceInode = 136,
    };

    /// <summary>As Linux 6.12 has them on x86-64, but for the counts, which are small.</summary>
    public static readonly FragmentOffsets FragmentOffsets = new()
    {
        Flags = 52,
        HasFragments = 1,
        HardStart = 24,
        FrameSize = 48,
        SharedInfoSize = 320,
        Count = 2,
        TotalSize = 40,
        First = 48,
        Maximum = 17,
        Size = 16,
        Page = 0,
        Length = 8,
        Offset = 12,
        PageStructSize = 64,
    };

    public static readonly DirectMap DirectMap = new(0xffff_ea00_0000_0000, 0xffff_8880_0000_0000);
}
