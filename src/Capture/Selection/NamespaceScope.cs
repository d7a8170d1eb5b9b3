using Linux.Network;

namespace Capture.Selection;

/// <summary>The network namespace that a capture's interfaces live in; what depends on it runs there.</summary>
/// <param name="there">The namespace, which stays its owner's; null is the calling thread's own.</param>
internal sealed class NamespaceScope(NetworkNamespace? there)
{
    private ulong? _inode;

    /// <summary>Its inode: what the kernel calls ns.inum.</summary>
    public uint Inode => (uint)(_inode ??= there?.Inode ?? NetworkNamespace.CurrentInode());

    /// <summary>Runs work there, on a thread of its own if need be, and waits for it.</summary>
    public T Run<T>(Func<T> work) => there is null ? work() : there.Run(work);
}
