using Kernel.Tests.Support;

namespace Bench.Testbeds;

/// <summary>A capture tool that is compared.</summary>
/// <param name="Subject">Its column in the results.</param>
/// <param name="Path">Its binary.</param>
internal sealed record Tool(string Subject, string Path)
{
    /// <summary>Makes a tool capture on an interface without an XDP program, by one of its own that passes every packet on.</summary>
    public static readonly string[] OwnProgram = ["-i", TestNetwork.Receiver, "--load-xdp-program"];

    /// <summary>The published binary; ./bench says where.</summary>
    public static readonly Tool Ours = new(
        "ours", Environment.GetEnvironmentVariable("XDPDUMP_TOOL") ?? throw new InvalidOperationException("XDPDUMP_TOOL is not set: run ./bench"));

    /// <summary>The one of Debian's package xdp-tools.</summary>
    public static readonly Tool Theirs = new("theirs", "/usr/sbin/xdpdump");

    public static readonly Tool[] Both = [Ours, Theirs];
}
