using System.CommandLine;

namespace Xdpdump.CommandLine;

/// <summary>
/// Every option, described once, in the order of --help: parsing, --help, the man page and the shell's completion all come from here, so
/// they cannot disagree.
/// </summary>
/// <param name="list">Takes the options as they are made.</param>
internal sealed class OptionSet(OptionList list)
{
    public readonly Option<string[]> Interface = list.Values(
        "--interface", "-i", "IF", "interface to capture on, a name or an ifindex; several with commas",
        """
        Capture on this interface, a name or an ifindex; where an interface is named like a number, its name goes first. Several are
        separated by commas, or the option is given again. On a bond, packets are captured as its slaves receive them.
        """,
        ValueKind.Interfaces);

    public readonly Option<bool> ListInterfaces = list.Flag(
        "--list-interfaces", "-D", "list the interfaces with their XDP programs and exit",
        """
        List the interfaces with the XDP programs they run, and exit: the function, the mode, the program's id and tag, and below a libxdp
        dispatcher the programs it calls, with their priorities and the actions on which the next one is called.
        """);

    public readonly Option<bool> Json = list.Flag(
        "--json", null, "with -D: list as JSON, for scripts",
        "With *-D*: list as JSON, for scripts.");

    public readonly Option<string> NetworkNamespace = list.Value(
        "--netns", null, "NS", "capture in another network namespace: a name, path or process id",
        """
        Capture in another network namespace. <NS> with a slash in it is the path of a namespace, such as /proc/1/ns/net; else it is a name
        that *ip netns* lists; else, if it is a number, a process in the namespace.
        """,
        ValueKind.Namespace);

    public readonly Option<string> RxCapture = list.Value(
        "--rx-capture", null, "POINTS", "where to capture: entry, exit, or entry,exit (default: entry)",
        """
        Where to capture: at *entry*, before the program has touched the packet; at *exit*, with the changes it has made and the action it
        returned; or at both, *entry,exit*, which gives two records of each packet. The default is entry.
        """,
        ValueKind.OneOf("entry", "exit", "entry,exit"));

    public readonly Option<string> ProgramNames = list.Value(
        "--program-names", "-p", "LIST", "programs to capture at: names, ids, name@id, or all",
        """
        The programs to capture at, separated by commas: full names of functions, ids of programs, or <name>@<id> where a name alone would
        fit several. *all* means all programs that the interface runs. A function that a program calls can be named too, if its first
        argument is the XDP context. Without this option it is the interface's own program; behind a libxdp dispatcher with one program,
        that program, since the dispatcher itself cannot be traced then.

        A packet has one id in all records of it, through all programs it passes.
        """,
        ValueKind.OneOf("all"));

    public readonly Option<bool> LoadXdpProgram = list.Flag(
        "--load-xdp-program", null, "where the interface has no XDP program, load one that only captures",
        """
        Where the interface has no XDP program, load one that only captures and passes every packet on. It is unloaded at the end, also
        when *xdpdump* is killed. Without this option such an interface is captured on by libpcap, at entry alone and without actions.
        """);

    public readonly Option<string> LoadXdpMode = list.Value(
        "--load-xdp-mode", null, "MODE", "its mode: native, skb, hw or unspecified (default: native)",
        """
        How the program of *--load-xdp-program* is attached: *native*, in the driver; *skb*, in the network stack, with any driver; *hw*, on
        the network card; or *unspecified*, as the kernel chooses. The default is native.
        """,
        ValueKind.OneOf("native", "skb", "hw", "unspecified"));

    public readonly Option<bool> Promiscuous = list.Flag(
        "--promiscuous-mode", "-P", "keep the interface promiscuous while capturing",
        """
        Keep the interface promiscuous while capturing, so that its card hands up packets addressed to others. The kernel takes this back
        however the capture ends.
        """);

    public readonly Option<string> SnapLength = list.Value(
        "--snapshot-length", "-s", "N", "bytes kept of each packet; 0 is the default (default: 262144)",
        "Keep the first <N> bytes of each packet. 0 is the default, 262144.");

    public readonly Option<string> PerfWakeup = list.Value(
        "--perf-wakeup", null, "N", "wake the reader every N packets; 0 is automatic (default: 0)",
        """
        Wake *xdpdump* when a CPU has captured <N> packets. The more, the less the system is disturbed, and the later packets show, by up to
        a second. 0, the default, is automatic; *-v* tells what that is.
        """);

    public readonly Option<string> Count = list.Value(
        "--count", "-c", "N", "stop after N packets printed or written",
        "Stop after <N> packets printed or written. An entry and its exit are two.");

    public readonly Option<string> Write = list.Value(
        "--write", "-w", "FILE", "write packets to FILE as pcapng; - is standard output",
        """
        Write the packets to <FILE> in place of printing them; *-* is standard output, where a program in a pipe sees each packet at once.
        A file that is there is emptied when capture begins; one that was made is removed again if nothing could be captured. In a folder
        where everybody may make files, such as /tmp, another user's symbolic link is not followed and his file is not written.
        """,
        ValueKind.File);

    public readonly Option<bool> UsePcap = list.Flag(
        "--use-pcap", null, "with -w: write classic pcap, with nanoseconds, in place of pcapng",
        """
        With *-w*: write classic pcap with nanoseconds in place of pcapng. That has no room for actions, queues, ids and the name of the interface.
        """);

    public readonly Option<bool> Hex = list.Flag(
        "--hex", "-x", "print each packet in hex and ASCII too",
        "Print the bytes of each packet too, in hex and ASCII.");

    public readonly Option<bool> Verbose = list.Flag(
        "--verbose", "-v", "say what is found and loaded; -vv adds programs and verifier logs",
        """
        Say on standard error what is found, loaded and attached. Given twice, *-vv*, show the capture programs and what the kernel's
        verifier said of them, and the number of an action that has no name.
        """);

    public readonly Option<bool> Numeric = list.Flag(
        "--numeric", "-n", "accepted for tcpdump's sake: names are never looked up",
        "Accepted for the sake of *tcpdump*(8)'s users: names are never looked up.");

    public readonly Option<bool> UnbufferedPackets = list.Flag(
        "--packet-buffered", "-U", "accepted for tcpdump's sake: output is flushed anyway",
        "Accepted for the sake of *tcpdump*(8)'s users: packets are written at once anyway.");

    public readonly Option<bool> LineBuffered = list.Flag(
        "--line-buffered", "-l", "accepted for tcpdump's sake: output is flushed anyway",
        "Accepted for the sake of *tcpdump*(8)'s users: lines are printed at once anyway.");

    public readonly Option<bool> Version = list.Flag("--version", null, "show the version and exit", "Show the version and exit.");

    public readonly Option<bool> Help = list.Flag("--help", "-h", "show this help and exit", "Show all options, each in a line, and exit.");

    public OptionSet() : this(new OptionList())
    {
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<OptionEntry> All { get; } = list.Entries;
}
