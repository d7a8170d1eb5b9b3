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
}
