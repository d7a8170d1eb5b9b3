using Xdpdump.CommandLine;

namespace Texts;

/// <summary>
/// The manual page xdpdump(8), docs/xdpdump.8: the options from their description, and what there is to say besides.
/// </summary>
internal static class ManPage
{
    /// <summary>When the text below last changed.</summary>
    private const string Date = "2026-11-25";

    public static string Render()
    {
        var page = new RoffWriter("xdpdump", 8, Date, "System Administration", "capture packets right before and after an XDP program")
            .Section("SYNOPSIS", Synopsis)
            .Section("DESCRIPTION", Description)
            .Section("OPTIONS");
        foreach (var entry in new OptionSet().All)
        {
            var names = string.Join(", ", entry.Names.Select(name => $"*{name}*"));
            page.Term(entry.TakesValue ? $"{names} <{entry.Metavariable}>" : names, entry.Manual);
        }

        page.Section("FILTERS", Filters);
        page.Section("OUTPUT", "Without *-w*, each packet is printed in a line on standard output:")
            .Example("1607694215.501394709: xdp_main()@exit[PASS]: packet size 102 bytes on if_index 2, rx queue 0, id 1")
            .Text(Output);
        foreach (var (field, holds) in Fields)
            page.Term($"*{field}*", holds);
        page.Section("EXIT STATUS")
            .Term("*0*", "The capture ended as it should: by a signal, by *-c*, or because nobody reads the pipe any more.")
            .Term("*1*", "An error, which is told on standard error in a line that begins with \"ERROR: \". What was captured before is kept.")
            .Section("SIGNALS", Signals)
            .Section("CAPABILITIES", "The user does not matter, the capabilities do. The one that is missing is named.");
        foreach (var (name, purpose) in Capabilities)
            page.Term($"*{name}*", purpose);
        page.Section("NOTES", Notes).Section("EXAMPLES");
        foreach (var (what, command) in Examples)
            page.Text(what).Example(command);
        return page.Section("SEE ALSO", SeeAlso).ToString();
    }

    private const string Synopsis =
        """
        *xdpdump -i* <IF> [<options>] [<expression>]

        *xdpdump -D* [*--json*] [*--netns* <NS>]

        *xdpdump -d* [*-i* <IF>] [<expression>]
        """;

    private const string Description =
        """
        An XDP program decides on a packet before the network stack sees it: it may rewrite, drop, bounce or redirect it, and then
        *tcpdump*(8) shows the wrong packet, or none. *xdpdump* captures packets right before and right after an XDP program that is already
        loaded, with the action it returned, the receive queue, and an id that brings the records of a packet together. It prints them, or
        writes them to a file for *wireshark*(1), *tshark*(1) and *tcpdump*(8). The XDP program is not touched.

        When the interface's programs are replaced, added or detached meanwhile, or it goes down, that is told on standard error, and
        capture goes on at the programs it has then. When the interface goes away, the capture ends. A bond's slaves, on which its program
        really runs, are followed likewise.
        """;

    private const string Filters =
        """
        With an <expression> only packets that it matches are captured. Its language is that of *tcpdump*(8), described in
        *pcap-filter*(7), and libpcap compiles it; what it becomes runs in the kernel, so that nothing is spent on other packets but the
        question. Words that begin with a dash go behind *--*. What only a network stack can answer, such as *inbound*, is refused, and
        so is *protochain*.

        A packet is asked once, where it is first captured, and the answer holds for all its records, though a program may change the
        packet meanwhile. The filter sees the whole packet, whatever *-s* says. *--filter-at exit* asks the packet as it leaves. Where bytes
        that the filter looks at cannot be read, the packet counts as lost, and that is told in the end.

        The filter is compiled for what the interface's packets begin with: Ethernet, or an IP header on tun, WireGuard and IP tunnel
        devices. VLAN tags that a network card or a veth's peer takes off (rx-vlan-offload, the peer's tx-vlan-offload; see *ethtool*(8)) are
        not in the packet when an XDP program sees it, so that *vlan* does not match; a warning names the command that leaves them there.

        *--action*, *--only-modified*, *--rx-queue* and *--sample* ask what no expression can. All conditions given have to hold. What
        they pass over is not lost and not counted.
        """;

    private const string Output =
        """
        These are seconds since 1970 with nanoseconds, the program's function, entry or exit with the action (ABORTED, DROP, PASS, TX or
        REDIRECT), the packet's length, the index of the interface and its receive queue, and the packet's id, counted from 1.

        Names that hold control characters or such as turn a line round are shown with these spelled out, as \x1b or \u202e.

        Whatever is not a packet goes to standard error: a line that begins with "listening on" once capture is live, what happens
        meanwhile, and in the end how many packets were captured and how many were lost, since they came faster than they could be written.

        With *-w* the file is pcapng, in which each capture point is an interface, named <IF>@fentry or <IF>@fexit; where several programs
        of an interface are captured at, <IF>:<function>()@fentry. A name that is taken gets the program's id, <IF>:<function>@<ID>()@fentry,
        in text and counts too. Each has the link type of its interface; *tcpdump*(8) refuses a file with several of them, *wireshark*(1)
        reads it. *wireshark*(1) knows these fields of a packet:
        """;

    private static readonly (string Field, string Holds)[] Fields =
    [
        ("frame.interface_name", "The capture point."),
        ("frame.interface_queue", "The receive queue."),
        ("frame.packet_id", "The same in all records of a packet."),
        ("frame.verdict.ebpf_xdp", "At exit the action: 0 ABORTED, 1 DROP, 2 PASS, 3 TX, 4 REDIRECT."),
        ("frame.drop_count", "How many records of this capture point were lost since the one before."),
    ];

    private const string Signals =
        """
        *SIGINT*, *SIGTERM* and *SIGHUP* end a capture cleanly: what is already captured is written first. The same signal again, half a
        second later or more, ends it at once. While a capture is only prepared, as long as a filter is compiled or a FIFO has no reader, the
        first one ends *xdpdump*, with status 1. A shell that starts *xdpdump* in the background of a script has it ignore *SIGINT*; it listens
        all the same. *SIGHUP* stays ignored under *nohup*(1).

        *SIGUSR1* has the counts so far printed on standard error.
        """;

    private static readonly (string Name, string Purpose)[] Capabilities =
    [
        ("CAP_SYS_ADMIN", "To look up programs by their ids, and to enter another network namespace (*--netns*)."),
        ("CAP_BPF", "To load the capture programs."),
        ("CAP_PERFMON", "To trace an XDP program and read packets."),
        ("CAP_NET_ADMIN", "To load and attach a program that only captures (*--load-xdp-program*)."),
        ("CAP_NET_RAW", "For promiscuous mode (*-P*), and to capture by libpcap where an interface has no XDP program."),
        ("CAP_SYSLOG", "For the whole of jumbo frames that lie in several buffers; without it the first buffer is kept."),
    ];

    private const string Notes =
        """
        Capture at a loaded program takes Linux 5.5 or later with BTF (/sys/kernel/btf/vmlinux) and the BPF JIT, and a program that was
        loaded with BTF and func_info, as libbpf and *xdp-loader*(8) do. Some kernels forbid it by policy; *--load-xdp-program* works there
        too. A program that is only ever tail-called is not seen by itself: capture at the one that calls it.
        """;

    private static readonly (string What, string Command)[] Examples =
    [
        ("Which interface runs what:", "xdpdump -D"),
        ("Packets as they arrive, in hex too, and what becomes of them:", "xdpdump -i eth0 -x --rx-capture entry,exit"),
        ("What is dropped, as it arrived, one packet in a hundred:", "xdpdump -i eth0 --action drop,aborted --sample 100 tcp port 443"),
        ("Which packets the program changes, and how:", "xdpdump -i eth0 --only-modified -x"),
        ("Into another tool, packet by packet:", "xdpdump -i eth0 -w - | tcpdump -r - -n"),
        ("At all programs behind a dispatcher, into a file; then what was dropped, and by which program:",
            "xdpdump -i eth0 -p all --rx-capture entry,exit -w capture.pcapng\n"
            + "tshark -r capture.pcapng -Y 'frame.verdict.ebpf_xdp == 1' -T fields -e frame.interface_name -e frame.packet_id"),
        ("In the network namespace of a container, whose first process is 4711:", "xdpdump --netns 4711 -i eth0"),
    ];

    private const string SeeAlso =
        """
        *tcpdump*(8), *pcap-filter*(7), *tshark*(1), *wireshark*(1), *xdp-loader*(8), *xdp-filter*(8), *bpftool*(8), *ip-netns*(8),
        *ethtool*(8), *capabilities*(7)
        """;
}
