namespace Kernel.Tests.Support;

/// <summary>The xdpdump of Debian's package xdp-tools, to compare ours with.</summary>
internal sealed class PublicXdpdump : ToolProcess
{
    public const string ToolPath = "/usr/sbin/xdpdump";

    private PublicXdpdump(TestNetwork network, IEnumerable<string> words)
        : base(network, words)
    {
    }

    /// <summary>Starts it in the network's namespace and waits until it is capturing.</summary>
    public static PublicXdpdump StartCapturing(TestNetwork network, params string[] words)
    {
        var tool = new PublicXdpdump(network, [ToolPath, .. words]);
        tool.WaitForBanner();
        return tool;
    }

    /// <summary>Runs it to its end.</summary>
    public static PublicXdpdump RunToEnd(TestNetwork network, params string[] words)
    {
        var tool = new PublicXdpdump(network, [ToolPath, .. words]);
        tool.WaitForExit();
        return tool;
    }
}
