using Capture.Emission;
using Capture.Filters;
using Capture.Model;
using Capture.Reasons;
using Capture.Records;
using Capture.Selection;
using Linux.Network;

namespace Capture.Hooks;

/// <summary>How much ring a capture wants.</summary>
internal static class RingDemand
{
    /// <summary>Makes the rings.</summary>
    /// <param name="options">What is wanted.</param>
    /// <param name="interfaces">The interfaces.</param>
    /// <param name="most">Bytes of ring that a CPU may have.</param>
    /// <exception cref="CaptureException">They cannot be had.</exception>
    public static RingMaps Make(CaptureOptions options, IReadOnlyList<NetworkInterface> interfaces, uint most)
    {
        if (Lockdown.KeepsPacketsSecret())
            throw new CaptureException(new KernelLockedDown());
        return RingMaps.Create(
            // Packets that are to be compared are kept whole until they are.
            options.Selection.OnlyModified ? RingLayout.MaximumSnapLength : options.SnapLength,
            options.Selection.Filter is { } filter ? Reach(filter, interfaces) : 0,
            options.RingSize,
            options.Rings,
            RingMaps.SlotsFor(interfaces.Count, options.ProgramNames?.Split(',').Length ?? 0),
            most);
    }

    /// <summary>Of interfaces whose packets no filter is asked of by hooks it is none of the rings' business.</summary>
    private static uint Reach(PacketFilter filter, IReadOnlyList<NetworkInterface> interfaces) =>
        interfaces.Where(on => DeviceLinkType.Of(on) != LinkTypes.Unknown)
            .Select(on => FilterStage.Reach(filter.For(on))).DefaultIfEmpty().Max();
}
