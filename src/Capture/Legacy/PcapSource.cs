using Ebpf.Sys;
using Ebpf.Xdp;
using PacketFiles;
using SharpPcap;
using SharpPcap.LibPcap;

namespace Capture.Legacy;

/// <summary>Packets of an interface from libpcap, by SharpPcap.</summary>
internal sealed unsafe class PcapSource : IPacketSource
{
    /// <summary>The longest the kernel keeps a packet before it shows it, when no more come to fill the block.</summary>
    public const int DelayMilliseconds = 10;

    // Room for a burst: the 2 MiB that are libpcap's default are full after some thousand small packets.
    private const int BufferSize = 16 << 20;

    private readonly LiveDevice _device;
    private readonly uint _unit;
    private nint _header, _data;

    private PcapSource(NetworkInterface on, LiveDevice device)
    {
        _device = device;
        Descriptor = new FileDescriptorHandle(device.Selectable, ownsHandle: false);
        var dataLink = (int)device.LinkType;
        var precision = device.TimestampResolution == TimestampResolution.Nanosecond
            ? TimestampPrecision.Nanoseconds
            : TimestampPrecision.Microseconds;
        _unit = precision == TimestampPrecision.Nanoseconds ? 1u : 1000u;
        Interface = new LegacyInterface(
            on, LinkTypes.OfDataLink(dataLink), LibPcap.LinkTypeName(dataLink), LibPcap.LinkTypeDescription(dataLink), precision,
            InterfaceHardware.Of(on.Name));
    }

    public LegacyInterface Interface { get; }

    public FileDescriptorHandle Descriptor { get; }

    public uint Dropped => LibPcap.Dropped(_device.Handle) ?? 0;

    /// <summary>Begins to capture: from here on packets gather in the kernel.</summary>
    /// <param name="on">The interface, in the calling thread's network namespace.</param>
    /// <param name="known">What libpcap knows of the interfaces in it.</param>
    /// <param name="options">How.</param>
    /// <exception cref="CaptureException">libpcap refuses; the reason says why.</exception>
    public static PcapSource Open(NetworkInterface on, IReadOnlyList<PcapInterface> known, CaptureOptions options)
    {
        var device = new LiveDevice(known.FirstOrDefault(one => one.Name == on.Name) ?? throw CaptureErrors.InterfaceVanished(on.Name));
        try
        {
            device.Open(new DeviceConfiguration
            {
                Mode = options.Promiscuous ? DeviceModes.Promiscuous : DeviceModes.None,
                Snaplen = (int)options.SnapLength,
                // Not immediate: that costs a slot of the longest packet for each, and so most of the buffer.
                ReadTimeout = DelayMilliseconds,
                BufferSize = BufferSize,
                TimestampResolution = TimestampResolution.Nanosecond,
            });
            device.NonBlockingMode = true;
            if (options.Selection.Filter is { } filter)
                SetFilter(device, filter.Expression);
            return new PcapSource(on, device);
        }
        catch (PcapException refusal)
        {
            var reason = device.Opened ? device.LastError : refusal.Message;
            device.Dispose();
            throw CaptureErrors.LegacyRefused(on.Name, reason, refusal);
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    /// <summary>libpcap compiles it for the interface's own link layer; what came before is not shown.</summary>
    private static void SetFilter(LiveDevice device, string expression)
    {
        try
        {
            device.Filter = expression;
        }
        catch (PcapException refusal)
        {
            throw CaptureErrors.FilterNotUnderstood(expression, refusal);
        }
    }

    public bool TryRead(out SourcePacket packet)
    {
        switch (_device.GetNextPacketPointers(ref _header, ref _data))
        {
            case 1:
                // struct pcap_pkthdr: struct timeval, whose second half counts nanoseconds here, captured and original length.
                var time = (long*)_header;
                var lengths = (uint*)(time + 2);
                packet = new SourcePacket(
                    (ulong)(time[0] * 1_000_000_000 + time[1] * _unit), (byte*)_data, checked((int)lengths[0]), lengths[1]);
                return true;
            case 0:
                packet = default;
                return false;
            default:
                throw CaptureErrors.LegacyEnded(Interface.Interface.Name, _device.LastError);
        }
    }

    public void Dispose() => _device.Dispose();

    /// <summary>Lets the descriptor be seen.</summary>
    private sealed class LiveDevice(PcapInterface on) : LibPcapLiveDevice(on)
    {
        public int Selectable => FileDescriptor;
    }
}
