using Capture.Model;
using Xdpdump.CommandLine;

namespace Xdpdump;

/// <summary>The link types of a capture file's points: a pcapng file may have several, which not all readers take.</summary>
internal sealed class FileLinkTypes
{
    private readonly Dictionary<ushort, string> _known = [];

    /// <summary>The only one of a classic pcap file.</summary>
    /// <exception cref="UsageException">There are several.</exception>
    public static ushort OfPcap(IReadOnlyList<CapturePoint> points)
    {
        var types = points.DistinctBy(point => point.LinkType).ToList();
        return types is [var only]
            ? only.LinkType
            : throw new UsageException(
                $"--use-pcap: all packets of a classic pcap file have one link type, and {List(types)}; leave --use-pcap out");
    }

    /// <summary>Takes note of points that go into a pcapng file, and says so when they are of other link types than those before them.</summary>
    public void Add(IReadOnlyList<CapturePoint> points)
    {
        var before = _known.Count;
        foreach (var point in points)
            _known.TryAdd(point.LinkType, Describe(point));
        if (_known.Count == before || _known.Count == 1)
            return;
        Messages.Warn($"packets of several link types go into one capture ({string.Join(", ", _known.Values)}): tshark and Wireshark read it, "
            + "but tcpdump and whatever else reads by libpcap refuses it; for those capture on each kind of interface into a file of its own");
    }

    private static string List(IEnumerable<CapturePoint> points) => string.Join(", ", points.Select(Describe));

    private static string Describe(CapturePoint point) => $"{point.InterfaceName} has {point.LinkTypeName}";
}
