using Capture.Reasons;
using Capture.Selection;
using Ebpf.Features;
using Linux.Network;
using Linux.Processes;

namespace Capture.Hooks;

/// <summary>What a whole capture takes, so that who lacks several capabilities is told once and not one after the other.</summary>
internal static class NeededCapabilities
{
    /// <summary>Adds to what is missing for one step what the other steps would find missing.</summary>
    public static CapabilitiesMissing Complete(
        CapabilitiesMissing found, CaptureOptions options, IReadOnlyList<NetworkInterface> interfaces, HostPrivileges here)
    {
        Capability[] needed = [.. found.Capabilities.Union(Of(options, interfaces)).OrderDescending()];
        Capability[] missing = [.. needed.Where(one => found.Capabilities.Contains(one) || !here.Has(one))];
        return missing.Length == found.Capabilities.Count
            ? found with { Needed = needed }
            : new CapabilitiesMissing(missing, new CaptureOnAll([.. interfaces.Select(on => on.Name)])) { Needed = needed };
    }

    internal static IEnumerable<Capability> Of(CaptureOptions options, IReadOnlyList<NetworkInterface> interfaces)
    {
        List<Capability> needed = [];
        var hasProgram = interfaces.Any(on => on.Attachments.Count > 0);
        var isBare = interfaces.Any(on => on.Attachments.Count == 0);
        if (hasProgram)
            needed.AddRange([Capability.Bpf, Capability.Perfmon, Capability.SysAdmin]); // the last one to look programs up
        if (isBare && options.LoadXdpProgram)
            needed.AddRange([Capability.Bpf, Capability.Perfmon, Capability.NetAdmin]);
        if ((isBare && !options.LoadXdpProgram) || options.Promiscuous)
            needed.Add(Capability.NetRaw);
        return needed.Distinct();
    }
}
