namespace Xdpdump.Listing;

/// <summary>XDP actions as libxdp's tools write them.</summary>
internal static class XdpActions
{
    // enum xdp_action of linux/bpf.h.
    private static readonly string[] Names = ["XDP_ABORTED", "XDP_DROP", "XDP_PASS", "XDP_TX", "XDP_REDIRECT"];

    /// <param name="mask">Bit n stands for action n; those without a name are left out.</param>
    public static IReadOnlyList<string> Of(uint mask) => [.. Names.Where((_, action) => (mask >> action & 1) != 0)];
}
