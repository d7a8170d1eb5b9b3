namespace Capture.Emission;

/// <summary>Which received packets belong to a group of hooks.</summary>
/// <param name="NamespaceInode">Inode of the interfaces' network namespace: an ifindex alone may exist in several.</param>
/// <param name="Number">An ifindex, the only one; or where <paramref name="LooksUp"/>, the number of the group.</param>
/// <param name="LooksUp">
/// Whether interfaces are looked up: several share the hooks, or one hands its XDP program down to slaves, on which it really runs, as a
/// bond does.
/// </param>
internal sealed record InterfaceFilter(uint NamespaceInode, int Number, bool LooksUp)
{
    /// <summary>
    /// Name of the map that capture programs look interfaces up in, while they come and go: keys are an ifindex and the number of a group,
    /// values the first slot that the group's hooks have for it, 32 bits each.
    /// </summary>
    public const string MembersMap = "members";

    /// <summary>Packets of one interface.</summary>
    public static InterfaceFilter Only(int index, uint namespaceInode) => new(namespaceInode, index, LooksUp: false);

    /// <summary>Packets of those that the map has for a group.</summary>
    public static InterfaceFilter Members(int group, uint namespaceInode) => new(namespaceInode, group, LooksUp: true);
}
