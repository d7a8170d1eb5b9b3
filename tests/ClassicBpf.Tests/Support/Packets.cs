using System.Net;
using CsCheck;

namespace ClassicBpf.Tests.Support;

/// <summary>A packet as a filter sees it: the bytes there are, and how many there were on the wire.</summary>
internal sealed record Packet(byte[] Bytes, int WireLength)
{
    public override string ToString() => $"{Bytes.Length} of {WireLength} bytes: {Convert.ToHexStringLower(Bytes)}";
}

/// <summary>
/// Generated frames: headers that are nearly right, of everything the expressions ask for, from a few addresses and ports that
/// the expressions know too.
/// </summary>
internal static class Packets
{
    private static readonly Gen<byte[]> s_mac = Gen.OneOfConst(
        Hex("020000000001"), Hex("020000000002"), Hex("ffffffffffff"), Hex("01005e000001"), Hex("333300000001"), Hex("0180c2000000"),
        Hex("000000000000"));

    private static readonly Gen<byte[]> s_ip4 = Gen.OneOfConst([.. new[]
        {
            "10.0.0.1", "10.0.0.2", "10.0.3.1", "10.0.0.7", "192.168.1.7", "192.168.2.9", "172.16.5.9", "224.0.0.1", "255.255.255.255",
            "0.0.0.0", "128.0.0.0",
        }.Select(Address)]);

    private static readonly Gen<byte[]> s_ip6 = Gen.OneOfConst([.. new[]
        {
            "fe80::1", "fe80::200:ff:fe00:2", "2001:db8::1", "2001:db8:1::5", "2001:db9::1", "ff02::1", "ff05::2", "::", "::1", "fd00::1",
        }.Select(Address)]);

    private static readonly Gen<int> s_port = Gen.Frequency(
        (4, Gen.OneOfConst(22, 53, 80, 443, 1000, 1005, 1010, 1011, 6081, 4789, 65535, 0, 67, 68, 12)), (1, Gen.Int[0, 65535]));

    private static readonly Gen<byte[]> s_data = Gen.OneOf(
        Gen.Byte.Array[0, 40], Gen.Const("GET / HTTP/1.1\r\n"u8.ToArray()), Gen.Const(new byte[46]),
        Gen.OneOfConst<byte>(0, 1, 0x5a, 255).Select(b => Enumerable.Repeat(b, 20).ToArray()));

    private static readonly Gen<byte[]> s_tcp = Gen.Select(
        s_port, s_port, Gen.UInt, Gen.UInt, Gen.Int[5, 15], Gen.Byte, Gen.Int[0, 65535], s_data,
        (source, destination, sequence, acknowledged, words, flags, window, data) =>
            Join(U16(source), U16(destination), U32(sequence), U32(acknowledged), [(byte)(words << 4), flags], U16(window), U32(0),
                new byte[(words - 5) * 4], data));

    private static readonly Gen<byte[]> s_sctp = Gen.Select(s_port, s_port, Gen.UInt, Gen.Byte, s_data,
        (source, destination, tag, chunk, data) =>
            Join(U16(source), U16(destination), U32(tag), U32(0), [(byte)(chunk & 15), 0], U16(data.Length + 4), data));

    private static readonly Gen<byte[]> s_icmp = Gen.Select(Gen.Int[0, 18], Gen.Int[0, 4], s_data,
        (type, code, data) => Join([(byte)type, (byte)code, 0, 0], data));

    private static readonly Gen<byte[]> s_icmp6 = Gen.Select(
        Gen.Frequency((1, Gen.Int[0, 4]), (3, Gen.Int[127, 144])), Gen.Int[0, 2], s_data,
        (type, code, data) => Join([(byte)type, (byte)code, 0, 0], data));

    private static readonly Gen<byte[]> s_arp = Gen.Select(Gen.OneOfConst(0x0806, 0x8035), Gen.Int[0, 5], s_mac, s_ip4, s_mac, s_ip4,
        (type, operation, senderMac, sender, targetMac, target) =>
            Join(U16(type), U16(1), U16(0x0800), [6, 4], U16(operation), senderMac, sender, targetMac, target));

    private static readonly Gen<byte[]> s_llc = Gen.Select(
        Gen.OneOfConst(
            Hex("424203"), Hex("e0e003"), Hex("f0f003"), Hex("fefe03"), Hex("fefe0383"), Hex("fefe0382"), Hex("fefe0381"), Hex("ffff"),
            Hex("0606"), Hex("1010"), Hex("aaaa03000000809b"), Hex("aaaa030000008137"), Hex("aaaa0300000080f3"), Hex("aaaa03080007809b"),
            Hex("aaaa030000000800")),
        Gen.OneOfConst((int[])[3, 0, 1, 5, 9, 0x43, 0x63, 0x7f, 0xaf, 0xe3, 0x87, 0x53]), Gen.Byte, Gen.Byte, Gen.Byte.Array[0, 50],
        (header, control, second, type, data) => Join(U16(header.Length + 2 + data.Length), header, [(byte)control, second, type], data));

    /// <summary>IS-IS over LLC: the type of its message stands in the 22nd byte of the frame.</summary>
    private static readonly Gen<byte[]> s_isis = Gen.Select(Gen.OneOfConst<byte>(15, 16, 17, 18, 20, 24, 25, 26, 27), Gen.Byte.Array[0, 30],
        (type, data) => Join(U16(11 + data.Length), Hex("fefe03831b0100"), [type, 1, 0, 0], data));

    /// <summary>DECnet, in the short form of its header and in the long one, padded and not.</summary>
    private static readonly Gen<byte[]> s_decnet = Gen.Select(
        Gen.OneOfConst("02", "8102", "06", "8106"), Gen.OneOfConst(0x0504, 0x0f28, 0x0104), Gen.OneOfConst(0x0504, 0x0204),
        (form, destination, source) => form.EndsWith('2')
            ? Join(U16(0x6003), [20, 0], Hex(form), U16(destination), U16(source), new byte[20])
            : Join(U16(0x6003), [20, 0], Hex(form), [0, 0], Hex("aa000400"), U16(destination), [0, 0], Hex("aa000400"), U16(source),
                new byte[20]));

    private static readonly Gen<byte[]> s_otherType = Gen.Select(
        Gen.Frequency(
            (4, Gen.OneOfConst(
                0x88cc, 0x8137, 0x809b, 0x80f3, 0x6003, 0x6004, 0x6002, 0x6001, 0x6007, 0x8863, 0x0842, 0x86dd, 0x0800, 66, 1500)),
            (1, Gen.Int[0, 65535])),
        Gen.OneOf(Gen.Byte.Array[0, 60], Gen.Int[0, 60].Select(length => Enumerable.Repeat((byte)1, length).ToArray())),
        (type, data) => Join(U16(type), data));

    /// <summary>EtherType and what follows, at the depth of one more header.</summary>
    private static readonly Gen<byte[]> s_network = Gen.Frequency(
        (10, Ip4(Layer4(0)).Select(p => Join(U16(0x0800), p))), (8, Ip6(Layer4(0)).Select(p => Join(U16(0x86dd), p))),
        (2, s_arp), (2, s_llc), (1, s_isis), (1, s_decnet), (2, s_otherType));

    private static readonly Gen<byte[]> s_typed = Gen.Frequency(
        (6, s_network), (3, Tags(s_network)), (2, Mpls()), (2, PppoE(U16(0x8864))), (1, PppoE(U16(0x8863))),
        (1, Tags(Gen.OneOf(Mpls(), PppoE(U16(0x8864))))));

    /// <summary>Whole frames, most of them well-formed.</summary>
    public static readonly Gen<byte[]> Frames = Gen.Select(s_mac, s_mac, s_typed, Gen.Int[0, 5], Gen.Int[0, 400], Gen.Byte,
        (destination, source, rest, padding, spot, value) =>
        {
            var frame = Join(destination, source, rest, padding == 0 ? new byte[Math.Max(0, 46 - rest.Length)] : []);
            if (spot < frame.Length)
                frame[spot] = value;
            return frame;
        });

    /// <summary>Frames, whole, cut short (so that the wire length says more) or followed by something, and plain noise.</summary>
    public static readonly Gen<Packet> Any = Gen.Frequency(
        (6, Frames.Select(f => new Packet(f, f.Length))),
        (2, Gen.Select(Frames, Gen.Int[0, 200], Gen.Bool, Cut)),
        (1, Gen.Select(Frames, Gen.Byte.Array[0, 100], (f, more) => new Packet(Join(f, more), f.Length + more.Length))),
        (1, Noise()));

    private static Packet Cut(byte[] frame, int length, bool isKnown)
    {
        var kept = frame[..Math.Min(length, frame.Length)];
        return new(kept, isKnown ? frame.Length : kept.Length);
    }

    /// <summary>Random bytes of any short length.</summary>
    public static Gen<Packet> Noise() => Gen.OneOf(
        Gen.Byte.Array[0, 120].Select(b => new Packet(b, b.Length)),
        Gen.Int[0, 9].Select(i => (byte)i).Array[0, 80].Select(b => new Packet(b, b.Length)));

    private static Gen<(byte Protocol, byte[] Bytes)> Layer4(int depth) => Gen.OneOf([.. Protocols(depth)]);

    private static IEnumerable<Gen<(byte Protocol, byte[] Bytes)>> Protocols(int depth)
    {
        Gen<(byte, byte[])> Of(byte protocol, Gen<byte[]> bytes) => bytes.Select(b => (protocol, b));

        yield return Of(6, s_tcp);
        yield return Of(6, s_tcp);
        yield return Of(17, Udp(depth));
        yield return Of(17, Udp(depth));
        yield return Of(132, s_sctp);
        yield return Of(1, s_icmp);
        yield return Of(58, s_icmp6);
        yield return Of(2, Gen.Select(Gen.OneOfConst<byte>(0x11, 0x16, 0x22), s_ip4, (type, group) => Join([type, 0, 0, 0], group)));
        yield return Gen.Select(
            Gen.OneOfConst<byte>(103, 112), Gen.OneOfConst(Hex("2001"), Hex("2101"), Hex("3001")), Gen.Byte.Array[0, 30],
            (protocol, start, data) => (protocol, Join(start, data)));
        yield return Gen.Select(Gen.OneOfConst<byte>(9, 47, 50, 51, 89, 255), Gen.Byte.Array[0, 60]);
        if (depth < 1)
            yield return Gen.OneOf(Of(4, Ip4(Layer4(depth + 1))), Of(41, Ip6(Layer4(depth + 1))));
    }

    private static Gen<byte[]> Udp(int depth)
    {
        var payload = depth < 1 ? Gen.OneOf(s_data, Geneve(), s_data) : s_data;
        return Gen.Select(s_port, Gen.Frequency((2, s_port), (1, Gen.Const(6081))), payload, Gen.Int[0, 9],
            (source, destination, data, off) => Join(U16(source), U16(destination), U16(off == 0 ? 5 : data.Length + 8), [0, 0], data));
    }

    private static Gen<byte[]> Geneve() => Gen.Select(Gen.Int[0, 3], Gen.Int[0, 9], Gen.OneOfConst(3, 11, 0xffffff),
        Gen.OneOf(
            Gen.Select(s_mac, s_mac, Ip4(Layer4(1)), (d, s, p) => Join(U16(0x6558), [0], d, s, U16(0x0800), p)),
            Gen.Select(s_mac, s_mac, Ip4(Layer4(1)), (d, s, p) => Join(U16(0x6558), [0], d, s, U16(0x8100), U16(5), U16(0x0800), p)),
            Gen.Select(s_mac, s_mac, s_arp, (d, s, p) => Join(U16(0x6558), [0], d, s, p)),
            Ip4(Layer4(1)).Select(p => Join(U16(0x0800), [0], p)),
            Ip6(Layer4(1)).Select(p => Join(U16(0x86dd), [0], p))),
        (words, version, network, inner) =>
            // Protocol first: then comes the network's number, then options and the inner packet.
            Join([(byte)((version == 0 ? 0x40 : 0) | words), 0], inner[..2], [(byte)(network >> 16)], U16(network & 0xffff), [0],
                new byte[words * 4], inner[3..]));

    private static Gen<byte[]> Ip4(Gen<(byte Protocol, byte[] Bytes)> payload) => Gen.Select(
        Gen.Frequency((3, Gen.Const(5)), (1, Gen.Int[4, 15])),
        Gen.Frequency((4, Gen.OneOfConst(0, 0x4000)), (1, Gen.OneOfConst(0x2000, 0x20b9, 0x00b9, 0x1fff))),
        Gen.OneOfConst<byte>(0, 1, 3, 8, 10, 24, 64, 255), s_ip4, s_ip4, payload, Gen.Int[0, 12], Gen.Byte,
        (words, fragment, life, source, destination, inner, off, service) =>
            Join([(byte)(0x40 | words), service], U16(off == 0 ? 20 : Math.Max(words, 5) * 4 + inner.Bytes.Length), U16(off * 257),
                U16(fragment), [life, inner.Protocol], U16(0), source, destination, new byte[Math.Max(words - 5, 0) * 4], inner.Bytes));

    private static Gen<byte[]> Ip6(Gen<(byte Protocol, byte[] Bytes)> payload) => Gen.Select(
        Gen.Frequency((3, Gen.Const(Array.Empty<byte>())), (2, Gen.OneOfConst<byte>(0, 43, 44, 60, 51).Array[1, 3])),
        s_ip6, s_ip6, payload, Gen.OneOfConst<byte>(0, 1, 64, 255), Gen.UInt[0, 0xfffff], Gen.Int[0, 3],
        (extensions, source, destination, inner, limit, flow, words) =>
        {
            var rest = inner.Bytes;
            var next = inner.Protocol;
            foreach (var extension in extensions.Reverse())
            {
                // Fragment headers have a fixed size, authentication headers count in words of four bytes.
                byte[] header = extension switch
                {
                    44 => [next, 0, .. U16(words << 3 | 1), .. U32(flow)],
                    51 => [next, 4, .. new byte[22]],
                    _ => [next, (byte)words, .. new byte[6 + words * 8]],
                };
                (rest, next) = (Join(header, rest), extension);
            }

            return Join(U32(0x60000000 | flow), U16(rest.Length), [next, limit], source, destination, rest);
        });

    private static Gen<byte[]> Tags(Gen<byte[]> inner) => Gen.Select(
        Gen.Select(Gen.OneOfConst(0x8100, 0x8100, 0x88a8, 0x9100), Gen.OneOfConst(0, 5, 100, 200, 4095, 0x2005)).Array[1, 3], inner,
        (tags, rest) => Join([.. tags.SelectMany(t => Join(U16(t.Item1), U16(t.Item2)))], rest));

    private static Gen<byte[]> Mpls() => Gen.Select(
        Gen.OneOfConst(0x8847, 0x8847, 0x8848), Gen.OneOfConst<uint>(0, 3, 16, 100, 1024, 1048575).Array[1, 3],
        Gen.OneOf(Ip4(Layer4(1)), Ip6(Layer4(1))), Gen.Int[0, 5],
        (type, labels, inner, wrong) => Join(U16(type),
            [.. labels.SelectMany((label, i) => U32(label << 12 | (i == labels.Length - 1 ^ wrong == 0 ? 0x100u : 0) | 64))], inner));

    private static Gen<byte[]> PppoE(byte[] type) => Gen.Select(Gen.OneOfConst(1, 5, 0xffff),
        Gen.OneOf(
            Ip4(Layer4(1)).Select(p => Join(U16(0x0021), p)), Ip6(Layer4(1)).Select(p => Join(U16(0x0057), p)), Gen.Byte.Array[0, 30]),
        (session, inner) => Join(type, [0x11, 0], U16(session), U16(inner.Length), inner));

    private static byte[] Join(params ReadOnlySpan<byte[]> parts)
    {
        var all = new List<byte>();
        foreach (var part in parts)
            all.AddRange(part);
        return [.. all];
    }

    private static byte[] U16(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] U32(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static byte[] Hex(string text) => Convert.FromHexString(text);

    private static byte[] Address(string text) => IPAddress.Parse(text).GetAddressBytes();
}
