using Linux.Files;

namespace Linux.Network;

/// <summary>What the kernel, or an interface's driver, says when it refuses an XDP program: links tell an errno only, netlink the words.</summary>
/// <remarks>
/// The same is asked for once more by rtnetlink, so only after refusals that will not turn into a grant a moment later. Should it be granted all
/// the same, it is taken back at once, unless another program is there by then.
/// </remarks>
internal static class XdpRefusal
{
    /// <summary>Asks, in the calling thread's network namespace.</summary>
    /// <param name="program">An XDP program.</param>
    /// <param name="ifIndex">The interface.</param>
    /// <param name="modeFlags">XDP_FLAGS_SKB_MODE and the like.</param>
    /// <returns>The words; null where there are none.</returns>
    internal static string? Ask(FileDescriptorHandle program, int ifIndex, uint modeFlags)
    {
        try
        {
            using var socket = NetlinkSocket.Open();
            socket.WantWords();
            using var descriptor = program.Borrow();
            socket.Change(LinkMessage.Set, LinkRequest.Attach(ifIndex, descriptor.Value, modeFlags));
            socket.Change(LinkMessage.Set, LinkRequest.Detach(ifIndex, descriptor.Value, modeFlags));
            return null;
        }
        catch (NetlinkRefusedException refusal)
        {
            return refusal.Words;
        }
        catch (SystemCallException)
        {
            return null;
        }
    }
}
