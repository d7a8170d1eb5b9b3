using System.CommandLine;

namespace Xdpdump.CommandLine;

/// <summary>
/// Every option, described once: parsing and --help both come from here, so they cannot disagree.
/// </summary>
internal sealed class OptionSet
{
    public readonly Option<string[]> Interface = new("--interface", "-i")
    {
        Description = "interface to capture on, a name or an ifindex; several with commas",
        HelpName = "IF",
        Arity = ArgumentArity.OneOrMore,
    };

    public readonly Option<bool> ListInterfaces = Flag("--list-interfaces", "-D", "list the interfaces with their XDP programs and exit");

    public readonly Option<bool> Json = Flag("--json", null, "with -D: list as JSON, for scripts");

    public readonly Option<string> NetworkNamespace = Value(
        "--netns", null, "NS", "capture in another network namespace: a name, path or process id");

    public readonly Option<string> ProgramNames = Value(
        "--program-names", "-p", "LIST", "programs to capture at: names, ids, name@id, or all");

    public readonly Option<string> RxCapture = Value(
        "--rx-capture", null, "POINTS", "where to capture: entry, exit, or entry,exit (default: entry)");

    public readonly Option<bool> LoadXdpProgram = Flag(
        "--load-xdp-program", null, "where the interface has no XDP program, load one that only captures");

    public readonly Option<string> LoadXdpMode = Value(
        "--load-xdp-mode", null, "MODE", "its mode: native, skb, hw or unspecified (default: native)");

    public readonly Option<bool> Promiscuous = Flag("--promiscuous-mode", "-P", "keep the interface promiscuous while capturing");

    public readonly Option<string> PerfWakeup = Value(
        "--perf-wakeup", null, "N", "wake the reader every N packets; 0 is automatic (default: 0)");

    public readonly Option<string> SnapLength = Value(
        "--snapshot-length", "-s", "N", "bytes kept of each packet; 0 is the default (default: 262144)");

    public readonly Option<string> Count = Value("--count", "-c", "N", "stop after N packets printed or written");

    public readonly Option<string> Write = Value(
        "--write", "-w", "FILE", "write packets to FILE as pcapng; - is standard output");

    public readonly Option<bool> UsePcap = Flag("--use-pcap", null, "with -w: write classic pcap, with nanoseconds, in place of pcapng");

    public readonly Option<bool> Hex = Flag("--hex", "-x", "print each packet in hex and ASCII too");

    public readonly Option<bool> Verbose = Flag("--verbose", "-v", "say what is found and loaded; -vv adds programs and verifier logs");

    public readonly Option<bool> Numeric = Flag("--numeric", "-n", "accepted for tcpdump's sake: names are never looked up");

    public readonly Option<bool> UnbufferedPackets = Flag("--packet-buffered", "-U", "accepted for tcpdump's sake: output is flushed anyway");

    public readonly Option<bool> LineBuffered = Flag("--line-buffered", "-l", "accepted for tcpdump's sake: output is flushed anyway");

    public readonly Option<bool> Version = Flag("--version", null, "show the version and exit");

    public readonly Option<bool> Help = Flag("--help", "-h", "show this help and exit");

    /// <summary>All of them, in the order of --help.</summary>
    public IReadOnlyList<Option> All =>
    [
        Interface, ListInterfaces, Json, NetworkNamespace, RxCapture, ProgramNames, LoadXdpProgram, LoadXdpMode, Promiscuous, SnapLength,
        PerfWakeup, Count, Write, UsePcap, Hex, Verbose, Numeric, UnbufferedPackets, LineBuffered, Version, Help,
    ];

    private static Option<string> Value(string name, string? shortName, string metavariable, string description) =>
        new(name, shortName is null ? [] : [shortName]) { Description = description, HelpName = metavariable, Arity = ArgumentArity.ExactlyOne };

    private static Option<bool> Flag(string name, string? shortName, string description) =>
        new(name, shortName is null ? [] : [shortName]) { Description = description, Arity = ArgumentArity.Zero };
}
