namespace Capture.Emission;

/// <summary>Which received packets belong to the captured interface.</summary>
/// <param name="Index">Its ifindex.</param>
/// <param name="NamespaceInode">Inode of its network namespace: an ifindex alone may exist in several.</param>
internal sealed record InterfaceFilter(int Index, uint NamespaceInode)
{
    /// <summary>
    /// Name of the map that capture programs look slaves up in, while they come and go: keys are a slave's ifindex and that of the interface
    /// captured on, 32 bits each.
    /// </summary>
    public const string SlavesMap = "slaves";

    /// <summary>Whether the interface hands its XDP program down to slaves, on which it really runs, as a bond does.</summary>
    public bool HasSlaves { get; init; }
}
