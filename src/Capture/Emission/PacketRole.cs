namespace Capture.Emission;

/// <summary>What a function's run means for the packet it runs for: how the records of one packet come to bear one number.</summary>
internal enum PacketRole : byte
{
    /// <summary>The packet has this one record: nothing to pair.</summary>
    Alone,

    /// <summary>The packet's outermost run: its entry opens the packet, its exit closes it.</summary>
    Outermost,

    /// <summary>A run within the outermost one.</summary>
    Within,
}
