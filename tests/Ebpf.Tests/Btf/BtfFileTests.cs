using System.Buffers.Binary;
using System.Text;
using Ebpf.Btf;

namespace Ebpf.Tests.Btf;

/// <summary>Types from files of other people's.</summary>
public sealed class BtfFileTests : IDisposable
{
    private static readonly byte[] s_types = XdpProgramBtf.Create("xdp_main").Btf.Bytes.ToArray();

    private readonly string _folder = Directory.CreateTempSubdirectory("ebpf-btf-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Bare_types_are_read_as_the_kernel_shows_them() => Assert.Equal(s_types, Load(s_types));

    [Fact]
    public void An_ELF_file_has_them_in_a_section() => Assert.Equal(s_types, Load(Elf(".BTF", s_types)));

    [Theory]
    [InlineData(".BTF.ext")]
    [InlineData(".text")]
    public void An_ELF_file_without_that_section_is_refused(string other) =>
        Assert.Contains("an ELF file without a section .BTF", Refused(Elf(other, s_types)), StringComparison.Ordinal);

    [Fact]
    public void An_ELF_file_of_another_machine_is_refused()
    {
        var elf = Elf(".BTF", s_types);
        elf[4] = 1; // 32 bits
        Assert.Contains("not of 64 bits", Refused(elf), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_ELF_file_that_is_cut_is_refused()
    {
        var elf = Elf(".BTF", s_types);
        for (var length = 0; length < elf.Length; length++)
            Refused(elf[..length]);
    }

    [Fact]
    public void Lengths_that_lie_take_no_memory()
    {
        foreach (var field in (ReadOnlySpan<int>)[40, 58, 60, 62])
        {
            var elf = Elf(".BTF", s_types);
            elf.AsSpan(field, 2).Fill(0xff);
            Refused(elf);
        }

        var huge = Elf(".BTF", s_types);
        BinaryPrimitives.WriteUInt64LittleEndian(huge.AsSpan(64 + 64 + 32), ulong.MaxValue); // sh_size
        Refused(huge);
    }

    [Fact]
    public void A_file_without_an_end_is_refused_in_the_end() =>
        Assert.Throws<BtfFormatException>(() => BtfBlob.LoadFile("/dev/zero"));

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    public void What_is_no_such_file_is_refused(string text) => Refused(Encoding.ASCII.GetBytes(text));

    [Fact]
    public void A_folder_and_a_file_that_is_not_there_are_errors_of_the_system()
    {
        Assert.ThrowsAny<UnauthorizedAccessException>(() => BtfBlob.LoadFile(_folder));
        Assert.ThrowsAny<IOException>(() => BtfBlob.LoadFile(Path.Combine(_folder, "nothing")));
    }

    private byte[] Load(byte[] content) => BtfBlob.LoadFile(Write(content)).Bytes.ToArray();

    private string Refused(byte[] content) => Assert.Throws<BtfFormatException>(() => BtfBlob.LoadFile(Write(content))).Message;

    private string Write(byte[] content)
    {
        var path = Path.Combine(_folder, "types");
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>The header, the headers of an empty section, of this one and of the names, then the names and the content.</summary>
    private static byte[] Elf(string section, byte[] content)
    {
        const int Header = 64, Sections = 3;
        var names = Encoding.ASCII.GetBytes($"\0{section}\0.shstrtab\0");
        var start = Header + Sections * Header;
        var elf = new byte[start + names.Length + content.Length];
        "\u007fELF\u0002\u0001"u8.CopyTo(elf);
        BinaryPrimitives.WriteUInt64LittleEndian(elf.AsSpan(40), Header); // e_shoff
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(58), Header); // e_shentsize
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(60), Sections);
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(62), 2); // e_shstrndx
        Section(1, 1, start + names.Length, content.Length);
        Section(2, section.Length + 2, start, names.Length);
        names.CopyTo(elf, start);
        content.CopyTo(elf, start + names.Length);
        return elf;

        void Section(int index, int name, int at, int length)
        {
            var header = elf.AsSpan(Header + index * Header);
            BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)name);
            BinaryPrimitives.WriteUInt64LittleEndian(header[24..], (ulong)at);
            BinaryPrimitives.WriteUInt64LittleEndian(header[32..], (ulong)length);
        }
    }
}
