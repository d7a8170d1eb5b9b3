using System.Buffers.Binary;
using System.Text;

namespace Ebpf.Btf;

/// <summary>
/// BTF type information (linux/btf.h; Documentation/bpf/btf.rst), read in place: parsing notes where each type begins and
/// builds nothing else, so that the kernel's own 130,000 types cost a few milliseconds.
/// </summary>
/// <remarks>Only the host's byte order is read. Whatever the bytes are, the only exception is <see cref="BtfFormatException"/>.</remarks>
public sealed partial class BtfBlob
{
    private const string KernelPath = "/sys/kernel/btf/vmlinux";
    private const ushort Magic = 0xeb9f;
    private const int HeaderSize = 24;

    private readonly int[] _offsets;
    private readonly int _strings;
    private readonly int _stringsLength;

    private BtfBlob(ReadOnlyMemory<byte> bytes, int[] offsets, int strings, int stringsLength)
    {
        Bytes = bytes;
        (_offsets, _strings, _stringsLength) = (offsets, strings, stringsLength);
    }

    /// <summary>Header, types and strings, as the kernel takes and gives them.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>How many types there are, void included.</summary>
    public int TypeCount => _offsets.Length;

    /// <summary>Takes bytes as a blob.</summary>
    /// <exception cref="BtfFormatException">They are not BTF of this host's byte order.</exception>
    public static BtfBlob Parse(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        if (span.Length < HeaderSize)
            throw new BtfFormatException($"BTF header: {span.Length} bytes, expected at least {HeaderSize}");
        var magic = BitConverter.ToUInt16(span);
        if (magic == BinaryPrimitives.ReverseEndianness(Magic))
            throw new BtfFormatException("BTF of the other byte order: not of a kernel or program that runs here");
        if (magic != Magic)
            throw new BtfFormatException($"BTF magic: 0x{magic:x4}, expected 0x{Magic:x4}");
        if (span[2] != 1)
            throw new BtfFormatException($"BTF version: {span[2]}, expected 1");

        var headerLength = BitConverter.ToUInt32(span[4..]);
        var (types, typesLength) = Section(span, "types", headerLength, 8);
        var (strings, stringsLength) = Section(span, "strings", headerLength, 16);
        if (stringsLength > 0 && span[strings + stringsLength - 1] != 0)
            throw new BtfFormatException("BTF strings: the last one does not end in a zero byte");
        return new BtfBlob(bytes, FindTypes(span, types, types + typesLength), strings, stringsLength);
    }

    /// <summary>The running kernel's types.</summary>
    /// <exception cref="IOException">The kernel offers none: built without CONFIG_DEBUG_INFO_BTF.</exception>
    /// <exception cref="BtfFormatException">It offers something else.</exception>
    public static BtfBlob LoadKernel() => Parse(File.ReadAllBytes(KernelPath));

    /// <summary>A type by number.</summary>
    /// <exception cref="BtfFormatException">There is none with this number.</exception>
    public BtfType GetType(BtfTypeId id)
    {
        if (id.Value >= _offsets.Length)
            throw new BtfFormatException($"BTF type {id.Value}: expected one below {_offsets.Length}");
        return id.Value == 0 ? default : new BtfType(this, _offsets[id.Value]);
    }

    /// <summary>Finds the first type of a name and kind; null when there is none.</summary>
    public BtfTypeId? Find(string name, BtfKind kind)
    {
        var wanted = Encoding.UTF8.GetBytes(name);
        var span = Bytes.Span;
        for (var id = 1; id < _offsets.Length; id++)
        {
            var at = _offsets[id];
            if (BtfType.KindOf(BitConverter.ToUInt32(span[(at + 4)..])) == kind && NameIs(span, BitConverter.ToUInt32(span[at..]), wanted))
                return new BtfTypeId((uint)id);
        }

        return null;
    }

    internal uint ReadWord(int offset) => BitConverter.ToUInt32(Bytes.Span[offset..]);

    /// <exception cref="BtfFormatException">The offset lies outside the strings.</exception>
    internal string GetString(uint offset)
    {
        if (offset >= _stringsLength)
        {
            return offset == 0 ? "" : throw new BtfFormatException($"BTF string at {offset}: expected below {_stringsLength}");
        }

        var rest = Bytes.Span.Slice(_strings + (int)offset, _stringsLength - (int)offset);
        return Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private static (int Start, int Length) Section(ReadOnlySpan<byte> span, string what, uint headerLength, int field)
    {
        var start = (ulong)headerLength + BitConverter.ToUInt32(span[field..]);
        var length = BitConverter.ToUInt32(span[(field + 4)..]);
        if (start < HeaderSize || start + length > (ulong)span.Length)
            throw new BtfFormatException($"BTF {what}: bytes {start} to {start + length}, expected within {HeaderSize} to {span.Length}");
        return ((int)start, (int)length);
    }

    private static int[] FindTypes(ReadOnlySpan<byte> span, int start, int end)
    {
        // 12 bytes is the least a type takes.
        var offsets = new int[1 + (end - start) / BtfType.HeaderSize];
        var count = 1;
        for (var at = start; at < end;)
        {
            if (end - at < BtfType.HeaderSize)
                throw new BtfFormatException($"BTF type {count} at {at}: {end - at} bytes left, expected at least {BtfType.HeaderSize}");
            var info = BitConverter.ToUInt32(span[(at + 4)..]);
            var tail = BtfType.TailSize(BtfType.KindOf(info), BtfType.CountOf(info));
            if (tail < 0)
                throw new BtfFormatException($"BTF type {count} at {at}: kind {(int)BtfType.KindOf(info)}, expected 1 to 19");
            if (end - at - BtfType.HeaderSize < tail)
                throw new BtfFormatException($"BTF type {count} at {at}: {end - at} bytes left, expected {BtfType.HeaderSize + tail}");
            offsets[count++] = at;
            at += BtfType.HeaderSize + tail;
        }

        Array.Resize(ref offsets, count);
        return offsets;
    }

    private bool NameIs(ReadOnlySpan<byte> span, uint offset, ReadOnlySpan<byte> wanted)
    {
        if (offset + (ulong)wanted.Length >= (ulong)_stringsLength)
            return false;
        var name = span.Slice(_strings + (int)offset, wanted.Length + 1);
        return name[^1] == 0 && name[..^1].SequenceEqual(wanted);
    }
}
