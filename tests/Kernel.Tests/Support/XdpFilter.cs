namespace Kernel.Tests.Support;

/// <summary>
/// xdp-filter of the package xdp-tools on the network's receiver: one program behind a dispatcher. Unloaded when disposed. Its rules
/// are pinned in one place for the whole machine, so tests with it do not run side by side.
/// </summary>
internal sealed class XdpFilter : IDisposable
{
    private readonly TestNetwork _network;

    private XdpFilter(TestNetwork network) => _network = network;

    /// <summary>Loads it.</summary>
    /// <param name="network">Where.</param>
    /// <param name="options">Options of its <c>load</c>, such as "--mode", "skb".</param>
    public static XdpFilter Load(TestNetwork network, params string[] options)
    {
        var filter = new XdpFilter(network);
        filter.Run(["load", .. options, TestNetwork.Receiver]);
        return filter;
    }

    /// <summary>What it says of its rules and how often each was met.</summary>
    public string Status => Run("status");

    /// <summary>Drops what goes to this UDP or TCP port.</summary>
    public void DenyPort(int port) => Run("port", "--mode", "dst", $"{port}");

    /// <summary>Drops what comes from this Ethernet address.</summary>
    public void DenySource(string address) => Run("ether", "--mode", "src", address);

    public void Dispose() => Run("unload", TestNetwork.Receiver);

    private string Run(params string[] words) => TestNetwork.Shell("nsenter", [$"--net={_network.Path}", "xdp-filter", .. words]);
}
