using Capture.Reasons;
using Linux;
using Linux.Network;

namespace Capture.Targets;

/// <summary>XDP programs of other interfaces that see the packets of one before it has them, or that it knows nothing of.</summary>
internal static class EarlierPrograms
{
    /// <summary>What is known of them. To be asked in the interface's network namespace.</summary>
    /// <param name="on">An interface that has no XDP program.</param>
    public static IReadOnlyList<VisibilityReason> Of(NetworkInterface on)
    {
        try
        {
            var lower = new LowerInterfaces(NetworkInterfaces.ByIndex, NetworkInterfaces.PortsOf);
            return
            [
                .. lower.WithProgram(on).Select(one => new ProgramBelow(on.Name, one.Name, Title(one))),
                .. Elsewhere(on),
                .. Above(on),
            ];
        }
        catch (SystemCallException failure)
        {
            return [new LowerUnknown(on.Name, failure.Message)];
        }
    }

    private static IEnumerable<VisibilityReason> Above(NetworkInterface on)
    {
        if (on.MasterIndex is { } master && NetworkInterfaces.ByIndex(master) is { } above
            && TargetDiscovery.Slaves(above, [on]).Count > 0 && above.Kind is not "bridge")
        {
            yield return new ProgramAbove(on.Name, above.Name, Title(above));
        }
    }

    /// <summary>Who may administer the other namespace is told what is there.</summary>
    private static IEnumerable<VisibilityReason> Elsewhere(NetworkInterface on)
    {
        if (!LowerInterfaces.IsOnOneElsewhere(on))
            return [];
        try
        {
            return on is { LinkNamespaceId: >= 0 and var id, LinkIndex: { } index } && NetworkInterfaces.ByIndex(index, id) is { } there
                ? there.Attachments.Count == 0 ? [] : [new ProgramBelowElsewhere(on.Name, there.Name, id, Title(there))]
                : [new LowerElsewhere(on.Name)];
        }
        catch (SystemCallException)
        {
            return [new LowerElsewhere(on.Name)];
        }
    }

    private static string Title(NetworkInterface on) =>
        string.Join(", ", InterfacePrograms.Read(on).Attached.Select(attached => attached.Program.Title));
}
