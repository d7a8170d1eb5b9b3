using System.Buffers.Binary;
using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>IP tunnels: what an XDP program in skb mode sees of their packets, and a filter with it.</summary>
[Trait("Needs", "devices")]
public sealed class TunnelTests : NetworkTest
{
    private const string Tunnel = "tnl0";
    private const byte IpInIp = 4, Gre = 47;

    /// <summary>An IPv4 header, a UDP header with destination port 7001, four bytes.</summary>
    private static readonly byte[] s_inner =
        Convert.FromHexString("4500002000000000" + "40110000" + "c6336401" + "c6336402" + "1388" + "1b59" + "000c0000" + "01020304");

    public TunnelTests()
    {
        Network.Ip("link", "set", Receiver, "address", "02:00:00:00:00:02");
        Network.Ip("addr", "add", "10.9.0.2/24", "dev", Receiver);
    }

    [Theory]
    [InlineData("ipip", IpInIp, "")]
    [InlineData("gre", Gre, "00000800")]
    public void Of_a_tunnel_with_a_fixed_remote_end_the_inner_packet_is_seen(string kind, byte protocol, string header)
    {
        Add(kind, "remote", "10.9.0.1");
        var path = Folder.File("a.pcapng");
        using var tool = Start("-w", path, "-c", "1", "udp port 7001");
        Send(Outer(protocol, header));
        tool.WaitForExit();

        var file = CaptureFile.Read(path);
        Assert.Equal(101, file.Interfaces.Single().LinkType);
        Assert.Equal(s_inner, file.Packets.Single().Data);
        Assert.DoesNotContain("outer", tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_GRE_tunnel_without_one_the_outer_packet_is_seen_and_a_filter_is_warned_of_that()
    {
        Add("gre");
        var path = Folder.File("a.pcapng");
        using var tool = Start("-w", path, "-c", "1", "proto gre");
        var frame = Outer(Gre, "00000800");
        Send(frame);
        tool.WaitForExit();

        Assert.Equal(frame[14..], CaptureFile.Read(path).Packets.Single().Data);
        Assert.Contains($"WARNING: {Tunnel} is a GRE tunnel without a fixed remote end", tool.Errors, StringComparison.Ordinal);
    }

    private void Add(string kind, params string[] words)
    {
        Network.Ip(["link", "add", Tunnel, "type", kind, "local", "10.9.0.2", .. words]);
        Network.Ip("link", "set", Tunnel, "up");
    }

    private XdpdumpProcess Start(params string[] words) => StartCapturing(
        ["-i", Tunnel, "--load-xdp-program", "--load-xdp-mode", "skb", .. words]);

    /// <summary>The inner packet within one from 10.9.0.1 to 10.9.0.2, in a frame for the receiver.</summary>
    private static byte[] Outer(byte protocol, string header)
    {
        var between = Convert.FromHexString(header);
        var frame = new byte[14 + 20 + between.Length + s_inner.Length];
        Convert.FromHexString("020000000002" + "020000000001" + "0800").CopyTo(frame, 0);
        var ip = frame.AsSpan(14, 20);
        (ip[0], ip[8], ip[9]) = (0x45, 64, protocol);
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)(frame.Length - 14));
        ((ReadOnlySpan<byte>)[10, 9, 0, 1, 10, 9, 0, 2]).CopyTo(ip[12..]);
        var sum = 0;
        for (var at = 0; at < ip.Length; at += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(ip[at..]);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], (ushort)~(sum % 0xffff));
        between.CopyTo(frame, 34);
        s_inner.CopyTo(frame, 34 + between.Length);
        return frame;
    }
}
