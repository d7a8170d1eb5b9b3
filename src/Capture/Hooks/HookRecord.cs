namespace Capture.Hooks;

/// <summary>What a hook writes of a packet.</summary>
internal enum HookRecord : byte
{
    /// <summary>Nothing: it opens or closes the packet for those that write.</summary>
    None,

    /// <summary>A record of its capture point.</summary>
    Shown,

    /// <summary>A record that the reader compares with the others of the packet and then drops.</summary>
    Compared,
}
