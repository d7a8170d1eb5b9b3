using Capture;
using Xdpdump.CommandLine;

namespace Xdpdump;

/// <summary>What is known before a capture begins of packets that it will not show as one may think.</summary>
internal static class CaptureWarnings
{
    public static void AtStart(CaptureSession session, Settings settings)
    {
        if (settings.Output is not null)
        {
            foreach (var point in session.Points.Where(point => !point.IsLinkTypeKnown).DistinctBy(point => point.InterfaceIndex))
            {
                Messages.Warn($"it is not known what packets of {point.InterfaceName} begin with, a device of type "
                    + $"{session.InterfaceOf(point).Interface.HardwareType} (ARPHRD_ in linux/if_arp.h): they are written with link type USER0, "
                    + "as bytes that no reader takes for anything");
            }
        }

        if (session.JumboLimit is not null && settings.Selection.Filter is { } filter
            && session.Interfaces.Any(one => one.Interface.Mtu > CaptureCommand.OneBuffer && filter.For(one.Interface).Reach is not 0))
        {
            Messages.Warn("packets that the filter would have to look at behind their first buffer count as dropped, since it cannot be told "
                + "if they match");
        }

        foreach (var doubt in session.Interfaces.Select(one => one.VlanDoubt).OfType<string>())
            Messages.Warn(doubt);
    }

    /// <summary>What a capture has kept less of than was asked, and could not choose.</summary>
    public static void AtEnd(CaptureResult result)
    {
        var reason = result.CutReason ?? "the kernel did not let the rest of them be read";
        if (result.Cut > 0)
            Messages.Warn($"{result.Cut} packets were kept with fewer bytes than they have and -s allows: {reason}");
        if (result.Undecided > 0)
        {
            Messages.Warn($"{result.Undecided} packets could not be judged by the filter, which looks at bytes that could not be read, and count "
                + $"as dropped: {reason}; or use a filter that looks at their beginning only");
        }
    }
}
