using System.Buffers.Binary;
using ClassicBpf.Tests.Support;
using Kernel.Tests.Support;

namespace Kernel.Tests.Filters;

/// <summary>Packets of real protocol stacks: two namespaces with a veth pair between them talk to each other, tcpdump listens.</summary>
internal static class RecordedTraffic
{
    private const string Script = """
        set -eu
        a=$1-a b=$1-b file=$2
        trap 'kill $listeners 2>/dev/null || true; ip netns delete $a; ip netns delete $b' EXIT
        listeners=
        ip netns add $a; ip netns add $b
        ip -n $a link add veth0 type veth peer name veth0 netns $b
        ip -n $a link set veth0 up
        ip netns exec $a tcpdump -i veth0 -Z root -U --immediate-mode -w $file 2>$file.log & tcpdump=$!
        for try in $(seq 200); do
            ! grep -q '^tcpdump: listening' $file.log || break
            kill -0 $tcpdump || { cat $file.log >&2; exit 1; }
            sleep 0.05
        done

        # Neighbour discovery, multicast listener reports, duplicate address detection come by themselves.
        for i in 1 2; do
            [ $i = 1 ] && n=$a || n=$b
            ip -n $n link set lo up; ip -n $n link set veth0 up
            ip -n $n addr add 10.0.0.$i/24 dev veth0
            ip -n $n addr add 2001:db8::$i/64 dev veth0 nodad
            ip -n $n addr add 239.1.1.$i/32 dev veth0 autojoin 2>/dev/null || true
        done
        in_a() { timeout 2 ip netns exec $a busybox "$@" </dev/null >/dev/null 2>&1 || true; }
        in_b() { ip netns exec $b busybox "$@" </dev/null >/dev/null 2>&1 & listeners="$listeners $!"; }

        in_b httpd -f -p 80 -h /usr/share/common-licenses
        in_b nc -l -p 22 -e /bin/echo hello
        in_b nc -u -l -p 53 -e /bin/cat
        sleep 0.3
        in_a ping -c 2 -i 0.1 10.0.0.2
        in_a ping -c 1 -s 4000 10.0.0.2
        in_a ping6 -c 2 -i 0.1 2001:db8::2
        in_a ping6 -c 1 -s 4000 2001:db8::2
        in_a ping -c 1 -t 1 -W 1 10.0.0.2
        in_a arping -c 1 -w 1 -I veth0 10.0.0.2
        in_a wget -q -O /dev/null http://10.0.0.2/GPL-3
        in_a wget -q -O /dev/null 'http://[2001:db8::2]/GPL-3'
        in_a nc -w 1 10.0.0.2 22
        in_a nc -w 1 10.0.0.2 23
        printf 'abcdefgh%.0s' 1 2 3 4 5 6 7 8 | timeout 1 ip netns exec $a busybox nc -u -w 1 10.0.0.2 53 >/dev/null 2>&1 || true
        in_a nslookup -type=a example.org 10.0.0.2
        in_a traceroute -n -q 1 -m 1 -w 1 10.0.0.2
        in_a udhcpc -n -q -i veth0 -t 1 -T 1 -s /bin/true

        # Tunnels, where the kernel has them.
        if ip -n $a link add vx0 type vxlan id 3 remote 10.0.0.2 dstport 4789 dev veth0 2>/dev/null; then
            ip -n $a addr add 192.168.1.7/24 dev vx0; ip -n $a link set vx0 up
            in_a ping -c 1 -W 1 192.168.1.8
        fi
        if ip -n $a link add t0 type ip6tnl mode any remote 2001:db8::2 local 2001:db8::1 dev veth0 2>/dev/null; then
            ip -n $a addr add 192.168.2.9/24 dev t0; ip -n $a link set t0 up
            in_a ping -c 1 -W 1 192.168.2.10
        fi
        if ip -n $a link add link veth0 name v5 type vlan id 5 2>/dev/null; then
            ip -n $a addr add 172.16.5.9/24 dev v5; ip -n $a link set v5 up
            in_a ping -c 1 -W 1 172.16.5.10
        fi
        # A bridge tells its neighbours of itself by the spanning tree protocol.
        ip -n $b link add br0 type bridge stp_state 1 hello_time 100 && ip -n $b link set br0 up && ip -n $b link set veth0 master br0
        sleep 1.2

        kill -INT $tcpdump
        wait $tcpdump
        """;

    /// <summary>Types of packets that randpkt makes for Ethernet.</summary>
    private static readonly string[] s_randomTypes = ["arp", "dns", "eth", "icmp", "ip", "ipv6", "sctp", "bgp", "udp", "nbns"];

    /// <summary>What the two said to each other.</summary>
    public static List<Packet> Record()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("traffic.pcap");
        TestNetwork.Shell("timeout", "120", "bash", "-c", Script, "traffic", $"xdpdump-traffic-{Environment.ProcessId}", file);
        return Read(file);
    }

    /// <summary>Protocol headers with random content, by Wireshark's randpkt.</summary>
    public static List<Packet> Random(int count)
    {
        using var folder = new TemporaryFolder();
        var packets = new List<Packet>();
        foreach (var type in s_randomTypes)
        {
            var file = folder.File(type);
            TestNetwork.Shell("randpkt", "-c", $"{count / s_randomTypes.Length}", "-b", "300", "-t", type, file);
            TestNetwork.Shell("editcap", "-F", "pcap", file, file + ".pcap");
            packets.AddRange(Read(file + ".pcap"));
        }

        return packets;
    }

    /// <summary>Classic pcap, as tcpdump writes it on this machine.</summary>
    private static List<Packet> Read(string path)
    {
        const int FileHeader = 24, PacketHeader = 16;
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        Assert.True(BinaryPrimitives.ReadUInt32LittleEndian(bytes) is 0xa1b2c3d4 or 0xa1b23c4d, $"{path} is no pcap file");
        Assert.Equal(1, BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]));

        var packets = new List<Packet>();
        for (var rest = bytes[FileHeader..]; rest.Length >= PacketHeader;)
        {
            var captured = BinaryPrimitives.ReadInt32LittleEndian(rest[8..]);
            packets.Add(new(rest.Slice(PacketHeader, captured).ToArray(), BinaryPrimitives.ReadInt32LittleEndian(rest[12..])));
            rest = rest[(PacketHeader + captured)..];
        }

        return packets;
    }
}
