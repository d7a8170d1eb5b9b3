namespace Kernel.Tests.Support;

/// <summary>The xdpdump of Debian's package xdp-tools, to compare ours with. What it captures is to be had at once.</summary>
internal sealed class PublicXdpdump : ToolProcess
{
    private const string ToolPath = "/usr/sbin/xdpdump";

    /// <summary>Left to itself it may keep packets back until more of them have come.</summary>
    private static readonly string[] s_atOnce = [ToolPath, "--perf-wakeup", "1"];

    private static readonly TimeSpan s_untilNextSignal = TimeSpan.FromSeconds(2);

    private PublicXdpdump(TestNetwork network, IEnumerable<string> words)
        : base(network, words)
    {
    }

    /// <summary>Starts it in the network's namespace, with text for its output, and waits until it is capturing.</summary>
    public static PublicXdpdump StartCapturing(TestNetwork network, params string[] words) =>
        Capturing(new PublicXdpdump(network, ["stdbuf", "-oL", .. s_atOnce, .. words]));

    /// <summary>Starts it with its output in a file, where packets are at once, unlike in one that it is told to write.</summary>
    public static PublicXdpdump StartWriting(TestNetwork network, string path, params string[] words) =>
        Capturing(new PublicXdpdump(
            network, ["bash", "-c", "path=$1; shift; exec \"$@\" -w - >\"$path\"", "bash", path, .. s_atOnce, .. words]));

    /// <summary>Runs it to its end.</summary>
    public static PublicXdpdump RunToEnd(TestNetwork network, params string[] words)
    {
        var tool = new PublicXdpdump(network, [ToolPath, .. words]);
        tool.WaitForExit();
        return tool;
    }

    /// <summary>Interrupts it until it ends: it overlooks a signal that comes just before it begins to wait for packets.</summary>
    public override void Interrupt()
    {
        do
        {
            try
            {
                Signal("INT");
            }
            catch (InvalidOperationException) when (HasExited)
            {
                break;
            }
        }
        while (!WaitForExit(s_untilNextSignal));
        WaitForExit();
    }

    private static PublicXdpdump Capturing(PublicXdpdump tool)
    {
        tool.WaitForBanner();
        tool.WaitFor(() => !tool.HasExited && EpollWait.IsIn(tool.Id), "the public tool's rings");
        return tool;
    }
}
