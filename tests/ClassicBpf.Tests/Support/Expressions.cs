namespace ClassicBpf.Tests.Support;

/// <summary>Filter expressions: every primitive of pcap-filter(7) that compiles for Ethernet, alone and combined.</summary>
internal static class Expressions
{
    private static readonly string[] s_directions = ["", "src ", "dst ", "src or dst ", "src and dst "];

    private static readonly string[] s_comparisons = ["=", "==", "!=", ">", "<", ">=", "<="];

    /// <summary>Without doubles, in a stable order.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. new[]
        {
            Hosts(), Nets(), Ports(), Protocols(), LinkLayer(), Tunnels(), Lengths(), Bytes(), Arithmetic(), Flags(), Combinations(),
        }.SelectMany(e => e).Select(e => e.Trim()).Distinct(),
    ];

    /// <summary>What libpcap compiles but no XDP program can answer, with words of the refusal.</summary>
    public static (string Expression, string Words)[] Untranslatable =>
    [
        ("inbound", "direction"),
        ("outbound", "direction"),
        ("not inbound and tcp", "direction"),
        ("ifindex 2", "ifindex"),
        ("ip protochain 6", "loop"),
        ("ip6 protochain 17", "loop"),
        ("protochain 6 or udp", "loop"),
        ("ether[0xfffff02c:4] = 5", "VLAN tag"),
        ("ether[0xfffff024] = 1", "processor"),
        ("ether[0xfff00009] = 6", "network header"),
        ("ether[0xffe00000:2] = 1", "link-layer header"),
    ];

    /// <summary>What libpcap does not compile for Ethernet, for the record.</summary>
    public static string[] NotForEthernet =>
    [
        "gateway 10.0.0.1", "10.0.0.1", "ah[0] = 6", "esp[0:4] = 1", "iso[0] = 0x83", "isis[4] = 15", "aarp[0] = 0",
        "type mgt", "subtype beacon", "dir nods", "wlan addr1 02:00:00:00:00:01", "on eth0",
        "rnr 5", "rset \"0\"", "reason match", "action pass", "lane", "oamf4", "vpi 3", "sio 1", "opc 2", "host", "tcp prot 6",
        "port 65536",
        "ip[0:3] = 1", "net 10.0.0.1/8", "ip[1] % 0 = 1", "ip[1] / 0 = 1", "ip[1] << 32 = 1", "ip broadcast and", "tcp src net 10.0.0.0/8",
        "vlan 4096", "mpls 1048576", "len > ", ")", "ether proto \\bogus", "port 53 and vlan 5", "ip and arp",
    ];

    private static IEnumerable<string> Hosts() =>
    [
        .. from direction in s_directions
           from host in Of("10.0.0.1", "192.168.1.7", "2001:db8::1", "fe80::1")
           select $"{direction}host {host}",
        .. from protocol in Of("ip", "arp", "rarp")
           from direction in s_directions
           select $"{protocol} {direction}host 10.0.0.2",
        .. s_directions.Select(direction => $"ip6 {direction}host ff02::1"),
        "host 10.0.0.1 or 10.0.0.2", "host 255.255.255.255", "host ::", "src 10.0.0.1 and dst 10.0.0.2", "ip host 0.0.0.0",
        "ether host 02:00:00:00:00:01 and ip host 10.0.0.1",
    ];

    private static IEnumerable<string> Nets() =>
    [
        .. from direction in s_directions
           from net in Of("10", "10.0", "192.168.1", "10.0.0.0/8", "172.16.0.0/12", "10.0.0.0/30", "2001:db8::/32", "fe80::/10")
           select $"{direction}net {net}",
        "net 10.0.0.0 mask 255.0.0.0", "src net 192.168.0.0 mask 255.255.0.0", "ip net 10.0.0.0/24", "arp net 10.0.0.0/24",
        "rarp src net 10",
        "ip6 net ff00::/8", "ip6 src net 2001:db8:1::/48", "ip6 dst net fe80::/64", "net 0.0.0.0/0", "net ::/0", "net 10.0.0.1/32",
        "net 2001:db8::1/128", "net 2001:db8::/33", "net 2001:db8::/96", "net 2001:db8::/100",
    ];

    private static IEnumerable<string> Ports() =>
    [
        .. from protocol in Of("", "tcp ", "udp ", "sctp ")
           from direction in s_directions
           from port in Of("port 80", "portrange 1000-1010")
           select $"{protocol}{direction}{port}",
        "port 0", "port 53 or port 443", "tcp port 22", "udp port 53", "udp port 4789", "src port 65535", "portrange 1-1023",
        "portrange 80-80",
        "portrange 65000-65535", "not port 22", "tcp dst port 443 and src portrange 1024-65535", "ip and port 80", "ip6 and port 80",
        "ip6 and tcp dst portrange 400-500",
    ];

    private static IEnumerable<string> Protocols() =>
    [
        "ip", "ip6", "arp", "rarp", "atalk", "aarp", "decnet", "iso", "stp", "ipx", "netbeui", "lat", "moprc", "mopdl", "sca",
        "esis", "isis", "clnp", "l1", "l2", "iih", "lsp", "snp", "csnp", "psnp", "es-is", "is-is",
        "tcp", "udp", "sctp", "icmp", "icmp6", "igmp", "igrp", "pim", "vrrp", "carp", "ah", "esp",
        "ip proto 6", "ip proto \\udp", "ip proto 89", "ip proto 255", "ip6 proto 58", "ip6 proto \\tcp", "ip6 proto 44", "ip6 proto 0",
        "proto 17", "proto \\icmp", "proto 47", "ether proto 0x0800", "ether proto \\ip", "ether proto \\ip6", "ether proto \\arp",
        "ether proto \\rarp", "ether proto \\stp", "ether proto \\ipx", "ether proto \\netbeui", "ether proto \\iso", "ether proto \\atalk",
        "ether proto \\aarp", "ether proto \\decnet", "ether proto \\lat", "ether proto \\moprc", "ether proto \\mopdl",
        "ether proto \\sca",
        "ether proto 0x88cc", "ether proto 0x8847", "ether proto 66", "ether proto 1500", "iso proto \\clnp", "iso proto \\isis",
        "iso proto \\esis", "isis proto 18", "iso proto 130", "not ip", "not ip6 and not arp", "decnet host 1.5", "decnet src 1.5",
        "decnet dst host 10.15",
    ];

    private static IEnumerable<string> LinkLayer() =>
    [
        .. s_directions.Select(direction => $"ether {direction}host 02:00:00:00:00:01"),
        .. Of("", " i", " s", " u", " rr", " rnr", " rej", " ui", " ua", " disc", " sabme", " test", " xid",
            " frmr").Select(t => $"llc{t}"),
        "ether src 02:00:00:00:00:02", "ether dst ff:ff:ff:ff:ff:ff", "ether broadcast", "broadcast", "ether multicast", "multicast",
        "ip broadcast", "ip multicast", "ip6 multicast", "not broadcast and not multicast", "ether host 2:0:0:0:0:1",
        "wlan host 02:00:00:00:00:01", "ether src 01:80:c2:00:00:00",
        "ether host 02:00:00:00:00:01 or ether host 02:00:00:00:00:02",
    ];

    private static IEnumerable<string> Tunnels() =>
    [
        "vlan", "vlan 5", "vlan 0", "vlan 4095", "not vlan", "vlan and ip", "vlan and ip6", "vlan 5 and tcp port 80",
        "vlan 100 and vlan 200",
        "vlan and vlan and ip", "vlan and vlan and ip6 and udp", "vlan and not ip", "vlan or ip", "ip or vlan", "vlan and arp",
        "vlan and host 10.0.0.1",
        "vlan and ether[12:2] = 0x8100", "vlan 5 and ip[8] < 10", "vlan and tcp[13] & 2 != 0", "vlan and len > 100",
        "vlan and vlan and vlan",
        "vlan and mpls", "vlan and pppoes and ip", "vlan and net 10.0.0.0/8", "vlan and ether host 02:00:00:00:00:01", "vlan and multicast",
        "(vlan 5 and ip) or (vlan and ip6)", "vlan and icmp6", "vlan and portrange 1000-1010",
        "mpls", "mpls 100", "mpls 16", "mpls 1048575", "mpls and ip", "mpls and ip6", "mpls 100 and host 10.0.0.1", "mpls and mpls",
        "mpls 100 and mpls 1024 and ip", "mpls and tcp port 80", "mpls and mpls and host 192.168.1.7", "mpls and ip[8] > 5", "not mpls",
        "pppoed", "pppoes", "pppoes 5", "pppoes 0xffff", "pppoes and ip", "pppoes and ip6", "pppoes and tcp port 80",
        "pppoes 5 and host 10.0.0.1",
        "pppoes and ip6 and udp", "pppoes and ip[8] < 64", "not pppoes", "pppoed or pppoes",
        "geneve", "geneve 3", "geneve 0xffffff", "geneve and ip", "geneve and ip6", "geneve 3 and tcp port 80", "geneve and host 10.0.0.1",
        "geneve and vlan 5 and udp", "geneve and arp", "geneve and ether host 02:00:00:00:00:01", "geneve and ip[8] > 10", "not geneve",
        "geneve and geneve", "udp port 6081 or tcp",
    ];

    private static IEnumerable<string> Lengths() =>
    [
        .. s_comparisons.Select(comparison => $"len {comparison} 60"),
        "less 64", "greater 100", "less 0 or ip", "len & 1 = 0", "len >> 2 > 20", "len / 10 = 6", "len % 7 = 3", "len * 2 > 200",
        "len - 14 = 46", "len + 1 < 61", "len > 262144", "less 20", "greater 14 and less 14", "len = len", "len != ip[2:2] + 14",
        "len > 0xffffffff - 10", "ip and len - 14 > ip[2:2]",
    ];

    private static IEnumerable<string> Bytes() =>
    [
        .. from protocol in Of("ether", "ip", "ip6", "arp", "rarp", "tcp", "udp", "icmp", "icmp6", "igmp", "sctp", "link")
           from size in Of("", ":1", ":2", ":4")
           select $"{protocol}[2{size}] > 1",
        .. s_comparisons.Select(comparison => $"ip[8] {comparison} 64"),
        .. s_comparisons.Select(comparison => $"ip[12:4] {comparison} 0x80000000"),
        .. s_comparisons.Select(comparison => $"ip[8] {comparison} ip[9]"),
        "ether[0] & 1 != 0", "ether[12:2] = 0x0800", "ether[12:2] <= 1500", "ip[0] & 0xf != 5", "ip[6:2] & 0x1fff = 0", "ip[6] & 0x20 != 0",
        "ip[6:2] & 0x4000 != 0", "ip[2:2] > 576", "ip[16] >= 224", "ip6[6] = 17", "ip6[6] = 44", "ip6[6] = 0 and ip6[40] = 58",
        "ip6[7] = 255",
        "ip6[4:2] > 40", "ip6[40:2] = 80", "ip6[24] = 0xff", "ip6[0:4] & 0xfffff != 0", "tcp[12] >> 4 > 5", "tcp[0:2] = 80",
        "tcp[4:4] > tcp[8:4]", "tcp[14:2] < 1000", "udp[4:2] > 100", "udp[6:2] = 0", "udp[8:4] = 0x47455420", "arp[6:2] = 1",
        "arp[7] = 2", "arp[24:4] = 0x0a000001", "rarp[7] = 3", "igmp[0] = 0x16", "igmp[4:4] = 0xe0000001", "pim[0] = 0x20",
        "vrrp[0] = 0x21",
        "carp[1] = 1", "sctp[12] = 1", "sctp[0:2] = sctp[2:2]", "ether[60] = 0", "ether[1000] = 0",
        "ether[40000] = 0", "ether[65534] = 1", "ether[65535:4] = 1", "ether[70000] = 0", "ether[262140:4] = 0", "ether[2147483647] = 0",
        "ether[0xc0000000] = 0", "atalk[0] = 1", "decnet[2:2] = 5", "lat[0] = 1",
    ];

    private static IEnumerable<string> Arithmetic() =>
    [
        .. Of("+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>").SelectMany(o => Of($"ip[8] {o} 3 = 21", $"ip[8] {o} ip[9] = 8",
            $"ether[0] {o} ether[1] {o} ether[2] != 0", $"len {o} ip[8] > 5",
            $"ip[12:4] {o} ip[16:4] > 0x7fffffff", $"1000 {o} ip[1] = 1000")),
        "(ip[0] & 0xf) << 2 > 20", "ip[2:2] - ((ip[0] & 0xf) << 2) > 100", "tcp[((tcp[12:1] & 0xf0) >> 2):4] = 0x47455420",
        "tcp port 80 and (((ip[2:2] - ((ip[0] & 0xf) << 2)) - ((tcp[12] & 0xf0) >> 2)) != 0)", "-ip[8] = 0xffffffc0", "-(ip[8] - 64) = 0",
        "ether[ether[0]] = 5", "ether[ether[14] & 0xf:2] != 0", "ip[ip[2:2] - 1] = 0", "ether[len - 1] = 0", "ether[len - 4:4] != 0",
        "ether[len] = 0", "ether[len - 5:4] != 0", "udp[udp[4:2] - 1] = 0x5a", "ip[ip[0] & 0xf << 2] = 1", "ether[ip[12:4]] = 0",
        "ether[0 - 1] = 0", "ether[14 + ip[9]] = ip[9]", "(ip[8] + ip[9]) * 2 - 3 = 137", "0x80000000 >> ip[8] = 0", "1 << ip[8] = 0",
        "0xffffffff + ip[8] = ip[8] - 1", "ip[8] * 0x10000001 > 5", "5 = 5", "1 + 1 = 3 or ip", "ip[2:2] % 8 = 4 and ip[2:2] / 8 > 3",
        "ether[len - ether[17]] = 0", "ip6[40 + ip6[41]] = 58",
    ];

    private static IEnumerable<string> Flags() =>
    [
        .. Of("fin", "syn", "rst", "push", "ack", "urg", "ece", "cwr").Select(flag => $"tcp[tcpflags] & tcp-{flag} != 0"),
        .. Of("echoreply", "unreach", "sourcequench", "redirect", "echo", "routeradvert", "routersolicit", "timxceed", "paramprob",
            "tstamp",
            "tstampreply", "ireq", "ireqreply", "maskreq", "maskreply").Select(type => $"icmp[icmptype] = icmp-{type}"),
        .. Of("destinationunreach", "packettoobig", "timeexceeded", "parameterproblem", "echo", "echoreply", "multicastlistenerquery",
            "multicastlistenerreportv1", "multicastlistenerdone", "routersolicit", "routeradvert", "neighborsolicit", "neighboradvert",
            "redirect", "multicastlistenerreportv2").Select(type => $"icmp6[icmp6type] = icmp6-{type}"),
        "tcp[tcpflags] = tcp-syn", "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0", "tcp[tcpflags] & (tcp-syn|tcp-ack) = (tcp-syn|tcp-ack)",
        "tcp[13] = 18", "tcp[13] & 7 != 0 and not src and dst net 10.0.0.0/8", "icmp[icmpcode] = 3", "icmp6[icmp6code] = 0",
        "icmp[icmptype] != icmp-echo and icmp[icmptype] != icmp-echoreply",
    ];

    private static IEnumerable<string> Combinations() =>
    [
        "", "tcp port 443 and not host 10.0.0.1", "host 10.0.0.1 and not (port 80 or port 25)", "tcp or udp or sctp", "not (tcp or udp)",
        "ip and not tcp and not udp", "(tcp or udp) and (port 53 or port 80) and not net 192.168.0.0/16",
        "ether host 02:00:00:00:00:01 and (arp or ip6)", "icmp or icmp6 or arp", "tcp and greater 100 and port 80", "not not ip",
        "ip host 10.0.0.1 and tcp[tcpflags] & tcp-syn != 0 and dst port 443", "!tcp && !udp || arp", "ip && (tcp || udp)",
        "src 10.0.0.1 or 10.0.0.2 and port 80 or 443", "port 80 or vlan", "vlan or mpls", "ip6 and not icmp6",
        "(ip and tcp port 80) or (ip6 and udp port 53) or (arp and ether broadcast)", "len > 60 and ip[8] > 1 and tcp[13] & 16 != 0",
        "dst net 224.0.0.0/4 or dst net ff00::/8", "udp port 67 or udp port 68", "ip[6:2] & 0x3fff != 0",
        "tcp[2:2] > 1023 and tcp[2:2] < 5000",
        "host 10.0.0.1 or host 10.0.0.2 or host 10.0.0.3 or host 10.0.0.4 or host 10.0.0.5 or host 10.0.0.6 or host 10.0.0.7",
        "port 1 or port 2 or port 3 or port 4 or port 5 or port 6 or port 7 or port 8 or port 9 or port 10 or port 11 or port 12",
        string.Join(" or ", Enumerable.Range(0, 60).Select(i => $"src host 10.0.{i}.1")),
        string.Join(" and ", Enumerable.Range(1, 40).Select(i => $"not port {i}")),
    ];

    private static string[] Of(params string[] words) => words;
}
