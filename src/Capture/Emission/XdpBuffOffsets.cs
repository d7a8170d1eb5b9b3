using Capture.Reasons;
using Ebpf.Btf;

namespace Capture.Emission;

/// <summary>Where the running kernel keeps the fields a capture program reads, in bytes; taken from its BTF and baked in as constants.</summary>
internal sealed record XdpBuffOffsets
{
    public required short Data { get; init; }

    public required short DataEnd { get; init; }

    public required short RxQueue { get; init; }

    public required short QueueDevice { get; init; }

    public required short QueueIndex { get; init; }

    public required short DeviceIndex { get; init; }

    public required short DeviceNamespace { get; init; }

    public required short NamespaceInode { get; init; }

    /// <summary>Looks the fields up.</summary>
    /// <exception cref="CaptureException">This kernel's BTF lacks one of them.</exception>
    public static XdpBuffOffsets From(BtfBlob kernel)
    {
        short Offset(string type, string member) =>
            kernel.FindMember(type, member) is { } location
                ? checked((short)location.Offset)
                : throw new CaptureException(new KernelTypeMissing(type, member));

        return new XdpBuffOffsets
        {
            Data = Offset("xdp_buff", "data"),
            DataEnd = Offset("xdp_buff", "data_end"),
            RxQueue = Offset("xdp_buff", "rxq"),
            QueueDevice = Offset("xdp_rxq_info", "dev"),
            QueueIndex = Offset("xdp_rxq_info", "queue_index"),
            DeviceIndex = Offset("net_device", "ifindex"),
            DeviceNamespace = Offset("net_device", "nd_net.net"),
            NamespaceInode = Offset("net", "ns.inum"),
        };
    }
}
