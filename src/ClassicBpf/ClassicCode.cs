namespace ClassicBpf;

/// <summary>The operations of classic BPF, under the words of <c>tcpdump -d</c>. The values are whole opcodes (linux/filter.h).</summary>
/// <remarks>
/// A machine of two 32-bit registers, A and X, and sixteen words of memory M, all 0 at the start. Arithmetic is unsigned and wraps;
/// values wider than a byte come in network order from the packet. A load that reaches beyond the packet's captured bytes, or a
/// division by a register that is 0, ends the program with 0: no match.
/// <code>
/// | operation 7-4 | source 3 | class 2-0 |     arithmetic, jumps
/// | mode 7-5 | size 4-3     | class 2-0 |     loads, stores
/// </code>
/// </remarks>
public enum ClassicCode : ushort
{
    /// <summary>A = the 4 bytes at K.</summary>
    LdAbs = 0x20,

    /// <summary>A = the 2 bytes at K.</summary>
    LdhAbs = 0x28,

    /// <summary>A = the byte at K.</summary>
    LdbAbs = 0x30,

    /// <summary>A = the 4 bytes at X + K.</summary>
    LdInd = 0x40,

    /// <summary>A = the 2 bytes at X + K.</summary>
    LdhInd = 0x48,

    /// <summary>A = the byte at X + K.</summary>
    LdbInd = 0x50,

    /// <summary>A = K.</summary>
    LdImm = 0x00,

    /// <summary>A = M[K].</summary>
    LdMem = 0x60,

    /// <summary>A = the packet's length on the wire.</summary>
    LdLen = 0x80,

    /// <summary>X = K.</summary>
    LdxImm = 0x01,

    /// <summary>X = M[K].</summary>
    LdxMem = 0x61,

    /// <summary>X = the packet's length on the wire.</summary>
    LdxLen = 0x81,

    /// <summary>X = four times the low four bits of the byte at K: the length of an IPv4 header.</summary>
    LdxMsh = 0xb1,

    /// <summary>M[K] = A.</summary>
    St = 0x02,

    /// <summary>M[K] = X.</summary>
    Stx = 0x03,

    /// <summary>A += K.</summary>
    AddK = 0x04,

    /// <summary>A += X.</summary>
    AddX = 0x0c,

    /// <summary>A -= K.</summary>
    SubK = 0x14,

    /// <summary>A -= X.</summary>
    SubX = 0x1c,

    /// <summary>A *= K.</summary>
    MulK = 0x24,

    /// <summary>A *= X.</summary>
    MulX = 0x2c,

    /// <summary>A /= K.</summary>
    DivK = 0x34,

    /// <summary>A /= X.</summary>
    DivX = 0x3c,

    /// <summary>A |= K.</summary>
    OrK = 0x44,

    /// <summary>A |= X.</summary>
    OrX = 0x4c,

    /// <summary>A &amp;= K.</summary>
    AndK = 0x54,

    /// <summary>A &amp;= X.</summary>
    AndX = 0x5c,

    /// <summary>A &lt;&lt;= K; libpcap refuses to compile 32 and more.</summary>
    LshK = 0x64,

    /// <summary>A &lt;&lt;= X; 0 from 32 on.</summary>
    LshX = 0x6c,

    /// <summary>A &gt;&gt;= K; libpcap refuses to compile 32 and more.</summary>
    RshK = 0x74,

    /// <summary>A &gt;&gt;= X; 0 from 32 on.</summary>
    RshX = 0x7c,

    /// <summary>A = -A.</summary>
    Neg = 0x84,

    /// <summary>A %= K.</summary>
    ModK = 0x94,

    /// <summary>A %= X.</summary>
    ModX = 0x9c,

    /// <summary>A ^= K.</summary>
    XorK = 0xa4,

    /// <summary>A ^= X.</summary>
    XorX = 0xac,

    /// <summary>Go on K instructions further; as a signed number, since protochain jumps back.</summary>
    Ja = 0x05,

    /// <summary>A == K?</summary>
    JeqK = 0x15,

    /// <summary>A == X?</summary>
    JeqX = 0x1d,

    /// <summary>A &gt; K?</summary>
    JgtK = 0x25,

    /// <summary>A &gt; X?</summary>
    JgtX = 0x2d,

    /// <summary>A &gt;= K?</summary>
    JgeK = 0x35,

    /// <summary>A &gt;= X?</summary>
    JgeX = 0x3d,

    /// <summary>A &amp; K?</summary>
    JsetK = 0x45,

    /// <summary>A &amp; X?</summary>
    JsetX = 0x4d,

    /// <summary>The end; K says how many bytes to keep, 0 is no match.</summary>
    RetK = 0x06,

    /// <summary>The end; A says how many bytes to keep, 0 is no match.</summary>
    RetA = 0x16,

    /// <summary>X = A.</summary>
    Tax = 0x07,

    /// <summary>A = X.</summary>
    Txa = 0x87,
}
