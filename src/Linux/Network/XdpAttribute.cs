using System.Runtime.InteropServices;

namespace Linux.Network;

/// <summary>IFLA_XDP (linux/if_link.h): what XDP programs an interface has, by mode, or which it is to have.</summary>
internal static class XdpAttribute
{
    private const ushort Descriptor = 1, Flags = 3, ExpectedDescriptor = 8;
    private const uint OnlyIfNone = 1, OnlyIfExpected = 1 << 4; // XDP_FLAGS_UPDATE_IF_NOEXIST, XDP_FLAGS_REPLACE (5.7)
    private const ushort Attached = 2, ProgramId = 4, DriverProgramId = 5, GenericProgramId = 6, HardwareProgramId = 7;

    /// <summary>A program for an interface that has none.</summary>
    internal static byte[] Attach(int program, uint mode) => Compose((Descriptor, (uint)program), (Flags, mode | OnlyIfNone));

    /// <summary>None any more, if it is this one that is there.</summary>
    internal static byte[] Detach(int program, uint mode) =>
        Compose((Descriptor, unchecked((uint)-1)), (Flags, mode | OnlyIfExpected), (ExpectedDescriptor, (uint)program));

    private static byte[] Compose(params ReadOnlySpan<(ushort Type, uint Value)> attributes)
    {
        List<byte> nest = [];
        foreach (var (type, value) in attributes)
            NetlinkAttribute.Append(nest, type, MemoryMarshal.AsBytes([value]));
        return [.. nest];
    }

    /// <exception cref="InvalidDataException">It is cut short.</exception>
    internal static List<XdpAttachment> Read(ReadOnlySpan<byte> nest)
    {
        var found = new List<XdpAttachment>();
        var mode = XdpMode.Unspecified;
        uint only = 0;
        while (NetlinkAttribute.TryTake(ref nest, out var one))
        {
            switch (one.Type)
            {
                case Attached:
                    // XDP_ATTACHED_NONE, _DRV, _SKB, _HW; _MULTI lists the programs in the attributes of each mode.
                    // The first four have the numbers of XdpMode.
                    mode = one.Value.Length > 0 && one.Value[0] <= 3 ? (XdpMode)one.Value[0] : XdpMode.Unspecified;
                    break;
                case ProgramId:
                    only = one.Word;
                    break;
                case DriverProgramId:
                    found.Add(new(XdpMode.Native, one.Word));
                    break;
                case GenericProgramId:
                    found.Add(new(XdpMode.Generic, one.Word));
                    break;
                case HardwareProgramId:
                    found.Add(new(XdpMode.Offloaded, one.Word));
                    break;
            }
        }

        if (found.Count == 0 && only != 0)
            found.Add(new(mode, only));
        return found;
    }
}
