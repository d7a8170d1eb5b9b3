namespace Kernel.Tests.Support;

/// <summary>Our tool, as a user runs it.</summary>
internal sealed class XdpdumpProcess : ToolProcess
{
    private XdpdumpProcess(TestNetwork network, IEnumerable<string> words)
        : base(network, words, ("XDPDUMP", ToolPath))
    {
    }

    /// <summary>The published tool where ./test names it, else the one built beside the tests.</summary>
    public static string ToolPath { get; } =
        Environment.GetEnvironmentVariable("XDPDUMP_TOOL") ?? Path.Combine(AppContext.BaseDirectory, "xdpdump");

    /// <summary>Starts it in the network's namespace.</summary>
    public static XdpdumpProcess Start(TestNetwork network, params string[] words) => new(network, [ToolPath, .. words]);

    /// <summary>Starts it by a shell line, in which $XDPDUMP is the tool.</summary>
    public static XdpdumpProcess StartShell(TestNetwork network, string line) => new(network, ["bash", "-c", line]);

    /// <summary>Starts it and waits until it is capturing.</summary>
    public static XdpdumpProcess StartCapturing(TestNetwork network, params string[] words)
    {
        var tool = Start(network, words);
        tool.WaitForBanner();
        return tool;
    }

    /// <summary>Runs it to its end.</summary>
    public static XdpdumpProcess RunToEnd(TestNetwork network, params string[] words)
    {
        var tool = Start(network, words);
        tool.WaitForExit();
        return tool;
    }

    /// <summary>Waits until it has said something on standard error, so many times.</summary>
    public void WaitToSay(string words, int times = 1) => WaitFor(() => Errors.Split(words).Length > times, words);
}
