using Bench.Results;

namespace Bench.Testbeds;

/// <summary>A capture tool that is compared.</summary>
/// <param name="Subject">Its column in the results.</param>
/// <param name="Path">Its binary.</param>
internal sealed record Tool(string Subject, string Path)
{
    /// <summary>The published binary; ./bench says where.</summary>
    public static readonly Tool Ours = new(
        Subjects.Ours, Environment.GetEnvironmentVariable("XDPDUMP_TOOL") ?? throw new InvalidOperationException("XDPDUMP_TOOL is not set: run ./bench"));

    /// <summary>The one of Debian's package xdp-tools.</summary>
    public static readonly Tool Theirs = new(Subjects.Theirs, "/usr/sbin/xdpdump");

    /// <summary>Ours as it was at the revision that <c>--against</c> names; null without that.</summary>
    public static readonly Tool? Earlier =
        Environment.GetEnvironmentVariable("BENCH_BEFORE") is { } path ? new(Subjects.Before(Subjects.Ours), path) : null;

    /// <summary>Ours and, where there is one, its earlier self.</summary>
    public static readonly Tool[] Own = Earlier is null ? [Ours] : [Ours, Earlier];

    public static readonly Tool[] All = [.. Own, Theirs];

    /// <summary>Makes a tool capture on an interface without an XDP program, by one of its own that passes every packet on.</summary>
    public static string[] OwnProgram(Receiver receiver) => ["-i", receiver.Name, "--load-xdp-program"];
}
