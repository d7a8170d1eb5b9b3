using Capture;
using Capture.Reasons;
using Xdpdump.CommandLine;
using Xdpdump.Sentences;

namespace Xdpdump;

/// <summary>What is known before a capture begins of packets that it will not show as one may think.</summary>
internal static class CaptureWarnings
{
    /// <summary>Up to this MTU every driver has packets in one buffer.</summary>
    private const uint OneBuffer = 1500;

    public static void AtStart(CaptureSession session, Settings settings)
    {
        OfInterfaces(session);
        OfPackets(session, settings);
        foreach (var reservation in session.Reservations)
            Messages.Warn(Sentence.Of(reservation));
        if (session.MissedRingSize > 0)
        {
            Messages.Warn($"there is no memory for rings of {session.MissedRingSize / 1024} KiB; each of {session.RingCount} CPUs has "
                + $"{session.RingSize / 1024} KiB, which bridge a shorter time when packets come faster than they can be written");
        }
        else if (session.RingCount > 0 && session.RingSize < settings.RingSize)
            Messages.Warn($"the kernel allows no rings of {settings.RingSize / 1024} KiB; each CPU has {session.RingSize / 1024} KiB");
    }

    /// <summary>Scripts look for the first words of these sentences, up to the comma or the exclamation mark.</summary>
    private static void OfInterfaces(CaptureSession session)
    {
        var tapped = session.Interfaces.Where(one => one.Tap is not null).Select(one => one.Interface.Name).ToList();
        if (tapped.Count > 0)
        {
            Messages.Warn($"Specified interface does not have an XDP program loaded, so capture on {string.Join(", ", tapped)} is in legacy "
                + "mode: through libpcap, as the network stack sees packets; --load-xdp-program captures at the XDP layer");
        }

        foreach (var one in session.Interfaces.Where(one => one.RunsOwnProgram))
        {
            // Asked for, so no warning.
            Messages.Say("Specified interface does not have an XDP program loaded! Will load a capture only XDP program! "
                + $"It passes every packet of {one.Interface.Name} on.");
        }

        foreach (var doubt in session.Interfaces.SelectMany(one => one.Doubts))
            Messages.Warn(Sentence.Of(doubt));
    }

    private static void OfPackets(CaptureSession session, Settings settings)
    {
        var hooked = session.Interfaces.Where(one => one.Tap is null).ToList();
        if (session.JumboLimit is { } limit && hooked.Exists(one => one.Interface.Mtu > OneBuffer))
            Messages.Warn(Sentence.Of(limit));
        if (settings.Output is not null)
        {
            foreach (var point in session.Points.Where(point => !point.IsLegacy && !point.IsLinkTypeKnown).DistinctBy(point => point.InterfaceIndex))
            {
                Messages.Warn($"it is not known what packets of {point.InterfaceName} begin with, a device of type "
                    + $"{session.InterfaceOf(point).Interface.HardwareType} (ARPHRD_ in linux/if_arp.h): they are written with link type USER0, "
                    + "as bytes that no reader takes for anything");
            }
        }

        if (session.JumboLimit is not null && settings.Selection.Filter is { } filter
            && hooked.Exists(one => one.Interface.Mtu > OneBuffer && filter.For(one.Interface).Reach is null or > (int)OneBuffer))
        {
            Messages.Warn("packets that the filter would have to look at behind their first buffer count as dropped, since it cannot be told "
                + "if they match");
        }

        foreach (var on in session.Interfaces.Where(on => on.MayShowOuterHeader).Select(one => one.Interface))
        {
            if (settings.Selection.Filter is not null)
            {
                Messages.Warn($"{on.Name} is a GRE tunnel without a fixed remote end: its packets may begin with the outer IP header, and then "
                    + "the filter is asked of that one; match \"proto gre\" to see them all");
            }
        }

        foreach (var doubt in session.Interfaces.Select(one => one.VlanDoubt).OfType<VlanReason>())
            Messages.Warn(Sentence.Of(doubt));
    }

    /// <summary>What a capture has kept less of than was asked, and could not choose.</summary>
    public static void AtEnd(CaptureResult result)
    {
        var cause = result.CutReason is { } reason ? Sentence.Of(reason) : "the kernel did not let the rest of them be read";
        if (result.Cut > 0)
            Messages.Warn($"{result.Cut} packets were kept with fewer bytes than they have and -s allows: {cause}");
        if (result.Undecided > 0)
        {
            Messages.Warn($"{result.Undecided} packets could not be judged by the filter, which looks at bytes that could not be read, and count "
                + $"as dropped: {cause}; or use a filter that looks at their beginning only");
        }

        var withoutRing = result.Points.Aggregate(0ul, (sum, point) => sum + point.LostWithoutRing);
        if (withoutRing > 0)
        {
            Messages.Warn($"{withoutRing} packets came on CPUs that have no ring and count as dropped, whatever filter was asked for: the "
                + $"kernel told of {result.Points[0].LostOnCpu.Count} CPUs and uses more. Steer the interface's interrupts to CPUs "
                + $"0 to {result.Points[0].LostOnCpu.Count - 1} (/proc/irq/*/smp_affinity), or capture from outside of the container");
        }

        if (result.Unproven > 0)
        {
            Messages.Warn($"{result.Unproven} times the first argument of a function that a warning at the start names was not the "
                + "packet's context: nothing was captured then, and what was wanted counts as dropped");
        }

        foreach (var (hook, runs) in result.SkippedAtShared)
        {
            Messages.Warn($"{runs} packets were dropped at {hook} since the kernel skipped the capture program's run, on one of the interfaces "
                + "that run that program: it does not tell on which, so that no packet's drop count tells of them");
        }

        foreach (var (name, said) in result.SkippedUnknown)
        {
            Messages.Warn($"{name}: the kernel did not tell how many runs of the capture programs it skipped ({said}), so that more packets "
                + "may be lost than are counted");
        }
    }
}
