namespace Capture.Emission;

/// <summary>Which received packets belong to the captured interface.</summary>
/// <param name="Indexes">Its ifindex; for a bond those of its slaves as well, on which the program really runs.</param>
/// <param name="NamespaceInode">Inode of its network namespace: an ifindex alone may exist in several.</param>
internal sealed record InterfaceFilter(IReadOnlyList<int> Indexes, uint NamespaceInode);
