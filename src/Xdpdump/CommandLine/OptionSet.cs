using Capture.Selection;

namespace Xdpdump.CommandLine;

/// <summary>
/// Every option, described once, in the order of --help: parsing, --help, the man page and the shell's completion all come from here, so
/// they cannot disagree.
/// </summary>
/// <param name="list">Takes the options as they are made.</param>
internal sealed class OptionSet(OptionList list)
{
    public readonly OptionEntry Interface = list.Values(
        "--interface", "-i", "IF", "interface to capture on, a name or an ifindex; several with commas",
        """
        Capture on this interface: its name, an alternative name (altname of *ip-link*(8)) or its ifindex; where an interface is named like
        a number, or has a comma in its name, that name goes first. Several are separated by commas, or the option is given again. On a bond,
        packets are captured as its slaves receive them.
        """,
        ValueKind.Interfaces);

    public readonly OptionEntry ListInterfaces = list.Flag(
        "--list-interfaces", "-D", "list the interfaces with their XDP programs and exit",
        """
        List the interfaces with the XDP programs they run, and exit: the function, the mode, the program's id and tag, and below a libxdp
        dispatcher the programs it calls, with their priorities and the actions on which the next one is called.
        """);

    public readonly OptionEntry Json = list.Flag(
        "--json", null, "with -D: list as JSON, for scripts",
        "With *-D*: list as JSON, for scripts.");

    public readonly OptionEntry NetworkNamespace = list.Value(
        "--netns", null, "NS", "capture in another network namespace: a name, path or process id",
        """
        Capture in another network namespace. <NS> with a slash in it is the path of a namespace, such as /proc/1/ns/net; else it is a name
        that *ip netns* lists; else, if it is a number, a process in the namespace. The namespace is opened once, when the capture begins.
        """,
        ValueKind.Namespace);

    public readonly OptionEntry RxCapture = list.Value(
        "--rx-capture", null, "POINTS", "where to capture: entry, exit, or entry,exit (default: entry)",
        """
        Where to capture: at *entry*, before the program has touched the packet; at *exit*, with the changes it has made and the action it
        returned; or at both, *entry,exit*, which gives two records of each packet. The default is entry.
        """,
        ValueKind.OneOf("entry", "exit", "entry,exit"));

    public readonly OptionEntry ProgramNames = list.Value(
        "--program-names", "-p", "LIST", "programs to capture at: names, ids, name@id, or all",
        """
        The programs to capture at, separated by commas: full names of functions, ids of programs, or <name>@<id> where a name alone would
        fit several. *all* means all programs that the interface runs. A function that a program calls can be named too, if its first
        argument is the XDP context. Without this option it is the interface's own program; behind a libxdp dispatcher with one program,
        that program, since the dispatcher itself cannot be traced then.

        A packet has one id in all records of it, through all programs it passes.
        """,
        ValueKind.OneOf("all"));

    public readonly OptionEntry FilterFile = list.Value(
        "--filter-file", "-F", "FILE", "read the filter expression from FILE",
        """
        Read the filter expression from <FILE>, up to 1 MiB of UTF-8. What stands behind a # in a line is left out. No expression is given
        on the command line then.
        """,
        ValueKind.File);

    public readonly OptionEntry FilterAt = list.Value(
        "--filter-at", null, "POINT", "what the filter is asked: packets at entry, or as they leave, exit",
        """
        Which state of a packet the filter is asked: *entry*, the packet as it is first captured, which is the default; or *exit*, the
        packet as it leaves the outermost program. Either way the answer holds for all records of the packet.
        """,
        ValueKind.OneOf("entry", "exit"));

    public readonly OptionEntry Action = list.Value(
        "--action", null, "LIST", "only packets with these actions, such as drop,aborted",
        """
        Capture only packets for which the program returned one of these actions, separated by commas: *aborted*, *drop*, *pass*, *tx*,
        *redirect*, or *unknown* for every other number. At entry too: the original of a packet is kept until it is known what becomes of
        it. Of several programs, the outermost one that is captured at, or that encloses those, decides.
        """,
        ValueKind.OneOf([.. ActionSet.Words]));

    public readonly OptionEntry OnlyModified = list.Flag(
        "--only-modified", null, "only packets that the program has changed",
        """
        Capture only packets whose length, bytes or place of the first byte differ between two of their capture points. All bytes are
        compared, whatever *-s* says. Without *--rx-capture* packets are captured at entry and exit.
        """);

    public readonly OptionEntry RxQueue = list.Value(
        "--rx-queue", null, "LIST", "only packets of these receive queues, such as 0,3-5",
        "Capture only packets of these receive queues: numbers and ranges, separated by commas, such as 0,3-5.");

    public readonly OptionEntry Sample = list.Value(
        "--sample", null, "N", "only one in N of the packets that match the filter",
        """
        Capture one in <N> of the packets that match the filter. Each CPU counts by itself. Packets captured at a program's entry are
        counted there, before it can be asked what only its exit tells: *--action* and *--filter-at exit*.
        """);

    public readonly OptionEntry DumpFilter = list.Flag(
        "--dump-filter", "-d", "print the compiled filter and exit; -dd as C, -ddd as eBPF",
        """
        Print the filter as libpcap has compiled it, and exit. Twice, *-dd*, as an array for a C program, both in the form of
        *tcpdump*(8); three times, *-ddd*, as the eBPF that it becomes in a capture program. It is compiled for the link type of the
        interface that *-i* names, for Ethernet where none is named.
        """);

    public readonly OptionEntry LoadXdpProgram = list.Flag(
        "--load-xdp-program", null, "where the interface has no XDP program, load one that only captures",
        """
        Where the interface has no XDP program, load one that only captures and passes every packet on. It is unloaded at the end, also
        when *xdpdump* is killed. Without this option such an interface is captured on by libpcap, at entry alone and without actions.
        """);

    public readonly OptionEntry LoadXdpMode = list.Value(
        "--load-xdp-mode", null, "MODE", "its mode: native, skb, hw or unspecified (default: native)",
        """
        How the program of *--load-xdp-program* is attached: *native*, in the driver; *skb*, in the network stack, with any driver; *hw*, on
        the network card; or *unspecified*, as the kernel chooses. The default is native.
        """,
        ValueKind.OneOf("native", "skb", "hw", "unspecified"));

    public readonly OptionEntry Promiscuous = list.Flag(
        "--promiscuous-mode", "-P", "keep the interface promiscuous while capturing",
        """
        Keep the interface promiscuous while capturing, so that its card hands up packets addressed to others. The kernel takes this back
        however the capture ends.
        """);

    public readonly OptionEntry SnapLength = list.Value(
        "--snapshot-length", "-s", "N", "bytes kept of each packet; 0 is the default (default: 262144)",
        "Keep the first <N> bytes of each packet. 0 is the default, 262144.");

    public readonly OptionEntry BufferSize = list.Value(
        "--buffer-size", "-B", "KIB", "KiB of ring for each CPU; 0 is automatic (default: 0)",
        """
        Give each CPU a ring of so many KiB, up to 262144; what is no power of two, or too small for two of the longest packets, is
        rounded up. The rings bridge the time in which packets come faster than they can be written. 0, the default, is automatic: 128 MiB
        for all CPUs together, at most 16 MiB for each, and at least two of the longest packets (1 MiB, or less with *-s*). *-v* tells what
        that is. Where there is no memory for as much, there is less, and a warning.
        """);

    public readonly OptionEntry KernelTypesFile = list.Value(
        "--btf", null, "FILE", "take the kernel's types from FILE, not from /sys/kernel/btf/vmlinux",
        """
        Take the kernel's type information from <FILE>, where */sys/kernel/btf/vmlinux* is hidden, as in some containers: a copy of that file, or
        the *vmlinux* of the running kernel with its section *.BTF*. Types of another kernel are refused where the kernel tells of its own.
        """,
        ValueKind.File);

    public readonly OptionEntry PerfWakeup = list.Value(
        "--perf-wakeup", null, "N", "wake the reader every N packets; 0 is automatic (default: 0)",
        """
        Wake *xdpdump* when a CPU has captured <N> packets. The more, the less the system is disturbed, and the later packets show, by up to
        a second. 0, the default, is automatic; *-v* tells what that is.
        """);

    public readonly OptionEntry Count = list.Value(
        "--count", "-c", "N", "stop after N packets printed or written",
        "Stop after <N> packets printed or written. An entry and its exit are two.");

    public readonly OptionEntry Write = list.Value(
        "--write", "-w", "FILE", "write packets to FILE as pcapng; - is standard output",
        """
        Write the packets to <FILE> in place of printing them; *-* is standard output, where a program in a pipe sees each packet at once.
        A file that is there is emptied when capture begins; one that is made is for its owner alone (mode 0600), and removed again if nothing
        could be captured. A file that another capture is writing is refused. In a folder where everybody may make files, such as /tmp, another
        user's symbolic link is not followed, and neither his file nor a file with several names (hard links) is written. The capture ends
        when somebody else cuts the file meanwhile.
        """,
        ValueKind.File);

    public readonly OptionEntry UsePcap = list.Flag(
        "--use-pcap", null, "with -w: write classic pcap, with nanoseconds, in place of pcapng",
        """
        With *-w*: write classic pcap with nanoseconds in place of pcapng. That has no room for actions, queues, ids and the name of the interface.
        """);

    public readonly OptionEntry Hex = list.Flag(
        "--hex", "-x", "print each packet in hex and ASCII too",
        "Print the bytes of each packet too, in hex and ASCII.");

    public readonly OptionEntry Verbose = list.Flag(
        "--verbose", "-v", "say what is found and loaded; -vv adds programs and verifier logs",
        """
        Say on standard error what is found, loaded and attached. Given twice, *-vv*, show the capture programs and what the kernel's
        verifier said of them, and the number of an action that has no name.
        """);

    public readonly OptionEntry Numeric = list.Flag(
        "--numeric", "-n", "accepted for tcpdump's sake: names are never looked up",
        "Accepted for the sake of *tcpdump*(8)'s users: names are never looked up.");

    public readonly OptionEntry UnbufferedPackets = list.Flag(
        "--packet-buffered", "-U", "accepted for tcpdump's sake: output is flushed anyway",
        "Accepted for the sake of *tcpdump*(8)'s users: packets are written at once anyway.");

    public readonly OptionEntry LineBuffered = list.Flag(
        "--line-buffered", "-l", "accepted for tcpdump's sake: output is flushed anyway",
        "Accepted for the sake of *tcpdump*(8)'s users: lines are printed at once anyway.");

    public readonly OptionEntry Version = list.Flag("--version", null, "show the version and exit", "Show the version and exit.");

    public readonly OptionEntry Help = list.Flag("--help", "-h", "show this help and exit", "Show all options, each in a line, and exit.");

    public OptionSet() : this(new OptionList())
    {
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<OptionEntry> All { get; } = list.Entries;
}
