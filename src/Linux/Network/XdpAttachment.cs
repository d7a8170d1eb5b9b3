namespace Linux.Network;

/// <summary>An XDP program on an interface.</summary>
/// <param name="Mode">Where it runs.</param>
/// <param name="ProgramId">Its id.</param>
public readonly record struct XdpAttachment(XdpMode Mode, uint ProgramId);
