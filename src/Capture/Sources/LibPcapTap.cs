using Capture.Model;
using Capture.Reasons;
using Capture.Selection;
using Linux.Files;
using Linux.Network;
using PacketFiles;
using SharpPcap;

namespace Capture.Sources;

/// <summary>Packets of an interface from libpcap, by SharpPcap: each once, as the network stack gets or sends it.</summary>
internal sealed unsafe class LibPcapTap : IPacketTap
{
    /// <summary>The longest the kernel keeps a packet before it shows it, when no more come to fill the block.</summary>
    public const int DelayMilliseconds = 10;

    // Room for a burst: the 2 MiB that are libpcap's default are full after some thousand small packets. With many interfaces no more.
    private const int LargestBuffer = 16 << 20, SmallestBuffer = 2 << 20, AllBuffers = 256 << 20;

    private readonly NamedDevice _device;
    private readonly string _name;
    private readonly uint _unit;
    private nint _header, _data;

    private LibPcapTap(NetworkInterface on, NamedDevice device)
    {
        _device = device;
        Descriptor = new FileDescriptorHandle(device.Selectable, ownsHandle: false);
        var dataLink = (int)device.LinkType;
        var precision = device.TimestampResolution == TimestampResolution.Nanosecond
            ? TimestampPrecision.Nanoseconds
            : TimestampPrecision.Microseconds;
        _unit = precision == TimestampPrecision.Nanoseconds ? 1u : 1000u;
        _name = on.Name;
        Description = new TapDescription(
            LinkTypes.OfDataLink(dataLink), LibPcap.LinkTypeName(dataLink), LibPcap.LinkTypeDescription(dataLink), precision);
    }

    /// <summary>What libpcap says of the interface.</summary>
    public TapDescription Description { get; }

    public FileDescriptorHandle Descriptor { get; }

    public uint Dropped => LibPcap.Dropped(_device.Handle) ?? 0;

    /// <summary>
    /// libpcap knows names only: this one may have been given to another interface, and one that is not UTF-8 is here as another's may be.
    /// </summary>
    private static void RequireName(NetworkInterface on)
    {
        if (NetworkInterfaces.Find(on.Name)?.Index != on.Index)
            throw new CaptureException(new InterfaceVanished(on.Name));
    }

    /// <summary>Begins to capture: from here on packets gather in the kernel.</summary>
    /// <param name="on">The interface, in the calling thread's network namespace.</param>
    /// <param name="options">How. Whether the interface is promiscuous is not for this one to say.</param>
    /// <exception cref="CaptureException">libpcap is not there, or refuses; the reason says why.</exception>
    public static LibPcapTap Open(NetworkInterface on, CaptureOptions options)
    {
        if (!LibPcap.IsInstalled)
            throw new CaptureException(new NoLibPcap(on.Name));
        var device = new NamedDevice(on.Name);
        try
        {
            device.Open(new DeviceConfiguration
            {
                Mode = DeviceModes.None,
                Snaplen = (int)options.SnapLength,
                // Not immediate: that costs a slot of the longest packet for each, and so most of the buffer.
                ReadTimeout = DelayMilliseconds,
                BufferSize = Math.Clamp(AllBuffers / options.Interfaces.Count, SmallestBuffer, LargestBuffer),
                TimestampResolution = TimestampResolution.Nanosecond,
            });
            RequireName(on);
            RefuseOther(on, (int)device.LinkType);
            device.NonBlockingMode = true;
            if (options.Selection.Filter is { } filter)
                SetFilter(device, filter.Expression);
            return new LibPcapTap(on, device);
        }
        catch (PcapException refusal)
        {
            var reason = device.Opened ? device.LastError : refusal.Message;
            device.Dispose();
            throw LibPcapRefusal.Explain(on.Name, reason, refusal);
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    /// <summary>
    /// libpcap has names of its own, "any", "nflog" and more, and an interface may be called so. What it opens by them is no Ethernet;
    /// of interfaces it takes only ISDN's for something else.
    /// </summary>
    private static void RefuseOther(NetworkInterface on, int dataLink)
    {
        if (on.IsEthernet && dataLink != LinkTypes.Ethernet && !on.Name.StartsWith("isd", StringComparison.Ordinal))
            throw new CaptureException(new NameMeansSomethingElse(on.Name, LibPcap.LinkTypeName(dataLink)));
    }

    /// <summary>libpcap compiles it for the interface's own link layer; what came before is not shown.</summary>
    private static void SetFilter(NamedDevice device, string expression)
    {
        try
        {
            device.Filter = expression;
        }
        catch (PcapException refusal)
        {
            throw new CaptureException(new FilterNotUnderstood(FilterReason.Shorten(expression), refusal.Message), cause: refusal);
        }
    }

    public bool TryRead(out TappedPacket packet)
    {
        switch (_device.GetNextPacketPointers(ref _header, ref _data))
        {
            case 1:
                // struct pcap_pkthdr: struct timeval, whose second half counts nanoseconds here, captured and original length.
                var time = (long*)_header;
                var lengths = (uint*)(time + 2);
                packet = new TappedPacket(
                    (ulong)(time[0] * 1_000_000_000 + time[1] * _unit), (byte*)_data, checked((int)lengths[0]), lengths[1]);
                return true;
            case 0:
                packet = default;
                return false;
            default:
                throw new CaptureException(new LibPcapEnded(_name, _device.LastError));
        }
    }

    public void Dispose() => _device.Dispose();
}
