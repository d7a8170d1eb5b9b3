using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Ebpf.Btf;

/// <summary>
/// BTF, the type information of the kernel or of a BPF program, read where it lies: parsing notes where each type starts, and
/// everything else is decoded when asked for. Format: <c>linux/btf.h</c> and Documentation/bpf/btf.rst in the kernel's sources.
/// </summary>
/// <remarks>
/// Immutable, so it may be used by several threads. Stand-alone blobs only: a module's BTF counts on from the kernel's and is
/// refused where it points beyond itself. A pointer is taken to have 8 bytes.
/// </remarks>
public sealed partial class BtfBlob
{
    private const string KernelPath = "/sys/kernel/btf/vmlinux";

    private readonly int[] _typeOffsets;    // by type id; entry 0 (void) is not used
    private readonly int _stringsStart;
    private readonly int _stringsLength;

    private BtfBlob(ReadOnlyMemory<byte> bytes, int[] typeOffsets, int typeCount, int stringsStart, int stringsLength)
    {
        Bytes = bytes;
        _typeOffsets = typeOffsets;
        TypeCount = typeCount;
        _stringsStart = stringsStart;
        _stringsLength = stringsLength;
    }

    /// <summary>The blob as given to <see cref="Parse"/>, as <c>BPF_BTF_LOAD</c> takes it.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Number of types, <c>void</c> not counted: ids run from 1 to this number.</summary>
    public int TypeCount { get; }

    /// <summary>Reads a blob. The memory is not copied and must not change afterwards.</summary>
    /// <param name="bytes">The blob, starting with its header.</param>
    /// <exception cref="BtfFormatException">Not BTF, BTF of the other byte order, cut short,
    /// or of a kind of type that is not known.</exception>
    public static BtfBlob Parse(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        var (types, typesEnd, strings, stringsLength) = ReadHeader(span);

        // Types of a kernel have 28 bytes on average: the array is rarely grown, and never far too large.
        var offsets = new int[(typesEnd - types) / 28 + 16];
        var count = 0;
        for (var at = types; at < typesEnd;)
        {
            if (typesEnd - at < BtfFormat.TypeSize)
                throw new BtfFormatException(
                    $"type {count + 1} has {typesEnd - at} bytes left, expected at least {BtfFormat.TypeSize}", at);
            var name = ReadUInt32(span, at);
            var info = ReadUInt32(span, at + 4);
            var tail = BtfFormat.TailSize(BtfFormat.Kind(info), BtfFormat.EntryCount(info));
            if (tail < 0)
                throw new BtfFormatException(
                    $"type {count + 1} has kind {(int)BtfFormat.Kind(info)}, expected 1 to {(int)BtfKind.Enum64}", at);
            if (tail > typesEnd - at - BtfFormat.TypeSize)
                throw new BtfFormatException(
                    $"type {count + 1} ({BtfFormat.Kind(info)}) has {typesEnd - at} bytes left, expected {BtfFormat.TypeSize + tail}", at);
            if (name >= (uint)stringsLength)
                throw new BtfFormatException($"type {count + 1} has its name at {name} of {stringsLength} bytes of strings", at);
            if (++count == offsets.Length)
                Array.Resize(ref offsets, count * 2);
            offsets[count] = at;
            at += BtfFormat.TypeSize + (int)tail;
        }
        return new BtfBlob(bytes, offsets, count, strings, stringsLength);
    }

    /// <summary>Reads the running kernel's own types from <c>/sys/kernel/btf/vmlinux</c>
    /// (kernel 5.4 built with CONFIG_DEBUG_INFO_BTF).</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It is not for us to read.</exception>
    /// <exception cref="BtfFormatException">The kernel's BTF is of a form that is not known.</exception>
    public static BtfBlob LoadKernel() => LoadFile(KernelPath);

    /// <summary>Reads types from a file: bare ones, or the section <c>.BTF</c> of an ELF file.</summary>
    /// <inheritdoc cref="LoadKernel" path="/exception"/>
    public static BtfBlob LoadFile(string path) => BtfFile.Load(path);

    private static (int Types, int TypesEnd, int Strings, int StringsLength) ReadHeader(ReadOnlySpan<byte> span)
    {
        if (span.Length < BtfFormat.HeaderSize)
            throw new BtfFormatException($"{span.Length} bytes, expected a header of at least {BtfFormat.HeaderSize}", 0);
        var magic = MemoryMarshal.Read<ushort>(span);
        if (magic == BinaryPrimitives.ReverseEndianness(BtfFormat.Magic))
            throw new BtfFormatException(
                $"magic 0x{magic:X4} is that of the other byte order, expected 0x{BtfFormat.Magic:X4}: not made for this machine", 0);
        if (magic != BtfFormat.Magic)
            throw new BtfFormatException($"magic 0x{magic:X4}, expected 0x{BtfFormat.Magic:X4}", 0);
        if (span[2] != BtfFormat.Version)
            throw new BtfFormatException($"version {span[2]}, expected {BtfFormat.Version}", 2);
        var header = ReadUInt32(span, 4);
        if (header < BtfFormat.HeaderSize || header > (uint)span.Length)
            throw new BtfFormatException($"header of {header} bytes, expected {BtfFormat.HeaderSize} to {span.Length}", 4);

        var (types, typesLength) = ReadSection(span, header, 8, "types");
        var (strings, stringsLength) = ReadSection(span, header, 16, "strings");
        // Every name ends at a NUL within the section, so no later search needs a bound of its own.
        if (stringsLength == 0 || span[strings] != 0 || span[strings + stringsLength - 1] != 0)
            throw new BtfFormatException($"strings of {stringsLength} bytes do not start and end with a NUL", strings);
        return (types, types + typesLength, strings, stringsLength);
    }

    private static (int Start, int Length) ReadSection(ReadOnlySpan<byte> span, uint header, int field, string what)
    {
        var start = (ulong)header + ReadUInt32(span, field);
        var length = ReadUInt32(span, field + 4);
        if (start + length > (ulong)span.Length)
            throw new BtfFormatException($"{what} at {start} to {start + length}, expected within {span.Length} bytes", field);
        return ((int)start, (int)length);
    }

    private static uint ReadUInt32(ReadOnlySpan<byte> span, int offset) => MemoryMarshal.Read<uint>(span[offset..]);

    internal uint ReadUInt32(int offset) => ReadUInt32(Bytes.Span, offset);

    /// <summary>The name at an offset of the string section, without its NUL.</summary>
    internal ReadOnlySpan<byte> NameBytes(uint offset)
    {
        if (offset >= (uint)_stringsLength)
            throw new BtfFormatException($"name at {offset} of {_stringsLength} bytes of strings");
        var rest = Bytes.Span.Slice(_stringsStart + (int)offset, _stringsLength - (int)offset);
        return rest[..rest.IndexOf((byte)0)];
    }

    internal string NameString(uint offset) => Encoding.UTF8.GetString(NameBytes(offset));

    /// <summary>Finds a type by name. A look-up walks all types without making strings: about a millisecond on a kernel's.</summary>
    /// <param name="name">The exact name, without <c>struct</c> or the like.</param>
    /// <param name="kind">What it must be.</param>
    /// <returns>The first such type; null when there is none.</returns>
    public BtfTypeId? Find(string name, BtfKind kind)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var wanted = new byte[Encoding.UTF8.GetByteCount(name) + 1];    // with the NUL, so that a longer name is no match
        Encoding.UTF8.GetBytes(name, wanted);
        var span = Bytes.Span;
        var strings = span.Slice(_stringsStart, _stringsLength);
        for (var id = 1; id <= TypeCount; id++)
        {
            var at = _typeOffsets[id];
            if (BtfFormat.Kind(ReadUInt32(span, at + 4)) == kind && strings[(int)ReadUInt32(span, at)..].StartsWith(wanted))
                return new BtfTypeId((uint)id);
        }
        return null;
    }

    /// <summary>Looks at one type.</summary>
    /// <param name="id">Its number; 0 gives <c>void</c>.</param>
    /// <exception cref="BtfFormatException">There is no such type.</exception>
    public BtfType GetType(BtfTypeId id)
    {
        if (id.Value > (uint)TypeCount)
            throw new BtfFormatException($"type {id.Value} of {TypeCount}");
        return new BtfType(this, id, _typeOffsets[id.Value]);
    }

    /// <summary>Takes a function apart.</summary>
    /// <param name="id">A <see cref="BtfKind.Function"/>, as <c>bpf_func_info.type_id</c> names one.</param>
    /// <exception cref="BtfFormatException">No such type, not a function, or its type is not a prototype.</exception>
    public BtfFunction GetFunction(BtfTypeId id)
    {
        var function = GetType(id).Expect(BtfKind.Function);
        var prototype = GetType(function.Referenced).Expect(BtfKind.FunctionPrototype);
        return new BtfFunction(function.Name, function.Linkage, prototype.Referenced, prototype.GetParameters());
    }
}
