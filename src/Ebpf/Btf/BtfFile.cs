using System.Buffers.Binary;
using System.Text;
using Linux.Files;

namespace Ebpf.Btf;

/// <summary>
/// Type information in a file: bare, as the kernel offers its own and <c>bpftool btf dump file</c> takes it, or the section <c>.BTF</c> of an
/// ELF file (64 bits, little endian; elf(5)), such as a vmlinux with debug information.
/// </summary>
internal static class BtfFile
{
    /// <summary>A kernel's types have some 10 MB; what is longer is something else.</summary>
    internal const int MostBytes = 64 << 20;

    private const string Section = ".BTF";
    private const int HeaderSize = 64, SectionHeaderSize = 64;

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It is not for us to read.</exception>
    /// <exception cref="BtfFormatException">It holds no types.</exception>
    public static BtfBlob Load(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var start = new byte[HeaderSize];
        var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return BtfBlob.Parse(start.AsSpan(0, length).StartsWith("\u007fELF"u8)
            ? file.CanSeek ? ReadSection(file, start) : throw new BtfFormatException("an ELF file that cannot be read back and forth", 0)
            : ReadAll(file, start.AsSpan(0, length)));
    }

    private static byte[] ReadAll(FileStream file, ReadOnlySpan<byte> start)
    {
        if (start.Length < HeaderSize || BinaryPrimitives.ReadUInt16LittleEndian(start) != BtfFormat.Magic)
            return start.ToArray(); // no types: nothing that follows can change that
        return BoundedRead.ToEnd(file, MostBytes, start)
            ?? throw new BtfFormatException($"more than {MostBytes} bytes, which is no kernel's types", 0);
    }

    private static byte[] ReadSection(FileStream file, ReadOnlySpan<byte> header)
    {
        if (header is not [_, _, _, _, 2, 1, ..]) // ELFCLASS64, ELFDATA2LSB
            throw new BtfFormatException("an ELF file that is not of 64 bits, little endian", 4);
        var table = BinaryPrimitives.ReadUInt64LittleEndian(header[40..]);
        var size = BinaryPrimitives.ReadUInt16LittleEndian(header[58..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(header[60..]);
        var names = BinaryPrimitives.ReadUInt16LittleEndian(header[62..]);
        if (size != SectionHeaderSize || names >= count)
            throw new BtfFormatException($"an ELF file without section names ({count} sections of {size} bytes)", 58);

        ReadOnlySpan<byte> headers = ReadAt(file, table, (ulong)count * SectionHeaderSize);
        var (namesAt, namesSize) = Place(headers, names);
        ReadOnlySpan<byte> texts = ReadAt(file, namesAt, namesSize);
        var wanted = Encoding.ASCII.GetBytes(Section + '\0');
        for (var at = 0; at < count; at++)
        {
            var name = BinaryPrimitives.ReadUInt32LittleEndian(headers[(at * SectionHeaderSize)..]);
            if (name >= texts.Length || !texts[(int)name..].StartsWith(wanted))
                continue;
            var (start, length) = Place(headers, at);
            return ReadAt(file, start, length);
        }

        throw new BtfFormatException($"an ELF file without a section {Section}", 0);
    }

    /// <summary>sh_offset and sh_size.</summary>
    private static (ulong Start, ulong Length) Place(ReadOnlySpan<byte> headers, int section)
    {
        var header = headers.Slice(section * SectionHeaderSize, SectionHeaderSize);
        return (BinaryPrimitives.ReadUInt64LittleEndian(header[24..]), BinaryPrimitives.ReadUInt64LittleEndian(header[32..]));
    }

    private static byte[] ReadAt(FileStream file, ulong start, ulong length)
    {
        if (length > MostBytes || start > (ulong)file.Length || length > (ulong)file.Length - start)
            throw new BtfFormatException($"{length} bytes at {start} of an ELF file of {file.Length}", 0);
        var bytes = new byte[length];
        file.Position = (long)start;
        file.ReadExactly(bytes);
        return bytes;
    }
}
