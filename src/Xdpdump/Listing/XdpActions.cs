using Ebpf.Xdp;

namespace Xdpdump.Listing;

/// <summary>XDP actions as libxdp's tools write them.</summary>
internal static class XdpActions
{
    /// <param name="mask">Bit n stands for action n; those without a name are left out.</param>
    public static IReadOnlyList<string> Of(uint mask) =>
        [.. XdpActionNames.All.Where((_, action) => (mask >> action & 1) != 0).Select(name => $"XDP_{name}")];
}
