namespace Linux.Network;

/// <summary>What happened to an interface.</summary>
public enum LinkChangeKind
{
    /// <summary>It is new, or something of it changed: name, up or down, MTU, XDP programs attached by netlink, and much else.</summary>
    Changed,

    /// <summary>It ceased to be.</summary>
    Deleted,

    /// <summary>It left for another network namespace.</summary>
    Moved,

    /// <summary>More happened than the kernel kept for us: look at every interface anew.</summary>
    Missed,
}

/// <summary>One change among the interfaces of a network namespace, as <see cref="LinkWatch"/> tells it.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Interface">
/// The interface as it was just after. Where it ceased to be: its last state, already down and without XDP programs. Where it moved: with
/// the XDP programs that go with it. Null only where changes were missed.
/// </param>
public sealed record LinkChange(LinkChangeKind Kind, NetworkInterface? Interface)
{
    /// <summary>
    /// Of an interface that moved: the other namespace's id as this one counts (ip-netns(8), "list-id"); null where it has none.
    /// </summary>
    public int? NewNamespaceId { get; init; }

    /// <summary>Of an interface that moved: its ifindex there; null where the kernel does not tell (before Linux 5.1).</summary>
    public int? NewIndex { get; init; }
}
