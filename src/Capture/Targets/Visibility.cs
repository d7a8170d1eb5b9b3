using System.Net;
using System.Net.NetworkInformation;
using Capture.Filters;
using Capture.Reasons;
using Capture.Selection;
using Linux;
using Linux.Network;
using NetworkInterface = Linux.Network.NetworkInterface;

namespace Capture.Targets;

/// <summary>What is known before a capture begins of packets that will not be seen on an interface.</summary>
internal static class Visibility
{
    private const int MostMasters = 8; // MAX_NEST_DEV of linux/netdevice.h, and no way around in a circle

    /// <summary>Why packets that one may look for will not be seen. To be asked in the interface's network namespace.</summary>
    /// <param name="on">The interface.</param>
    /// <param name="options">What is wanted.</param>
    /// <param name="seesSent">Whether packets that it sends are captured too.</param>
    public static IReadOnlyList<VisibilityReason> Doubts(NetworkInterface on, CaptureOptions options, bool seesSent)
    {
        var doubts = new List<VisibilityReason>();
        if (on.Attachments.Count == 0)
            doubts.AddRange(EarlierPrograms.Of(on));
        if (!on.IsUp)
            doubts.Add(new IsDown(on.Name));
        else if (LacksCarrier(on))
            doubts.Add(new NoCarrier(on.Name, DownPeer(on)));
        if (MissingQueues(on, options.Selection.Queues) is { } missing)
            doubts.Add(missing);
        if (!seesSent && options.Selection.Filter is { } filter && OwnSourceIn(on, filter.Expression) is { } source)
            doubts.Add(source);
        return doubts;
    }

    /// <summary>Of a tun device that says nothing: it takes what a process writes whatever its carrier. Wireless ones have it in their own way.</summary>
    private static bool LacksCarrier(NetworkInterface on) => on is { HasCarrier: false, IsEthernet: true, Kind: not "tun" };

    private static string? DownPeer(NetworkInterface on)
    {
        try
        {
            return LowerInterfaces.IsPair(on) && on is { LinkIndex: { } link, IsLinkElsewhere: false }
                && NetworkInterfaces.ByIndex(link) is { IsUp: false } peer
                    ? peer.Name
                    : null;
        }
        catch (SystemCallException)
        {
            return null; // it is only the name that is not known
        }
    }

    /// <summary>Those that begin beyond the last one: of a range that ends there some are meant to be had.</summary>
    private static QueuesMissing? MissingQueues(NetworkInterface on, IReadOnlyList<QueueRange> wanted)
    {
        // Where a program is handed down to slaves their queues count.
        if (wanted.Count == 0 || TargetDiscovery.HandsDown(on) || on.ReceiveQueues is not { } possible)
            return null;
        var inUse = Math.Min(QueuesInUse(on) ?? possible, possible);
        var missing = wanted.Where(one => one.First >= inUse).ToList();
        return missing.Count == 0 ? null : new QueuesMissing(on.Name, string.Join(',', missing), inUse, missing[0].First < possible);
    }

    private static uint? QueuesInUse(NetworkInterface on)
    {
        try
        {
            return Ethtool.ReceiveChannels(on.Name);
        }
        catch (SystemCallException)
        {
            return null; // what it can have at most is known
        }
    }

    private static OwnSource? OwnSourceIn(NetworkInterface on, string expression)
    {
        // What these send comes back in.
        if (on.IsLoopback || on.Kind is "ifb" || SourceAddresses.RequiredBy(expression) is not { Count: > 0 } sources)
            return null;
        try
        {
            // A port's packets come from its bridge's addresses.
            NetworkInterface? one = on;
            for (var above = 0; one is not null && above <= MostMasters; above++, one = Master(one))
            {
                var addresses = NetworkAddresses.Of(one.Index);
                if (sources.FirstOrDefault(source => Is(source, one, addresses)) is { } own)
                    return new OwnSource(on.Name, own, one.Name);
            }
        }
        catch (SystemCallException)
        {
            // Nothing is said that is not known.
        }

        return null;
    }

    private static NetworkInterface? Master(NetworkInterface one) => one.MasterIndex is { } master ? NetworkInterfaces.ByIndex(master) : null;

    private static bool Is(string word, NetworkInterface on, IReadOnlyCollection<IPAddress> addresses) =>
        // libpcap takes 10.1 for a network, .NET for an address.
        IPAddress.TryParse(word, out var address) && (word.Contains(':', StringComparison.Ordinal) || word.Count(c => c == '.') == 3)
            ? addresses.Contains(address)
            : PhysicalAddress.TryParse(word, out var hardware) && hardware.GetAddressBytes() is { Length: > 0 } bytes
                && bytes.SequenceEqual(on.HardwareAddress);
}
