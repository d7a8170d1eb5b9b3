using Ebpf.Btf;

namespace Capture.Emission;

/// <summary>
/// Where the running kernel keeps the buffers behind a packet's first one (jumbo frames, Linux 5.18 and later), in bytes; taken from
/// its BTF and baked in as constants.
/// </summary>
/// <remarks>
/// <c>struct skb_shared_info</c> lies at the end of the first buffer (xdp_get_shared_info_from_buff, net/xdp.h). It has an array of
/// fragments, each a <c>struct page</c>, an offset in it and a length: <c>struct skb_frag</c> since 6.9, <c>struct bio_vec</c> before.
/// </remarks>
internal sealed record FragmentOffsets
{
    private const int CacheLine = 64; // SMP_CACHE_BYTES of x86-64 and arm64

    /// <summary>Every one of them is a step of a loop that the verifier follows; no kernel is built with more than 45.</summary>
    private const int MostFragments = 128;

    /// <summary>Of xdp_buff, u32: the flag that says whether there are fragments is in it.</summary>
    public required short Flags { get; init; }

    /// <summary>XDP_FLAGS_HAS_FRAGS.</summary>
    public required int HasFragments { get; init; }

    /// <summary>Of xdp_buff: where the first buffer starts.</summary>
    public required short HardStart { get; init; }

    /// <summary>Of xdp_buff, u32: size of the first buffer.</summary>
    public required short FrameSize { get; init; }

    /// <summary>How far before the end of the first buffer skb_shared_info starts.</summary>
    public required int SharedInfoSize { get; init; }

    /// <summary>Of skb_shared_info, u8: how many fragments there are.</summary>
    public required short Count { get; init; }

    /// <summary>Of skb_shared_info, u32: bytes in all of them.</summary>
    public required short TotalSize { get; init; }

    /// <summary>Of skb_shared_info: the first of them.</summary>
    public required short First { get; init; }

    /// <summary>MAX_SKB_FRAGS, a build option: 17 to 45.</summary>
    public required int Maximum { get; init; }

    /// <summary>Size of a fragment's description.</summary>
    public required short Size { get; init; }

    /// <summary>Of a fragment: its struct page. Bit 0 says that it is a net_iov instead, memory of a device.</summary>
    public required short Page { get; init; }

    /// <summary>Of a fragment, u32: bytes.</summary>
    public required short Length { get; init; }

    /// <summary>Of a fragment, u32: where in the page its bytes begin.</summary>
    public required short Offset { get; init; }

    /// <summary>sizeof(struct page).</summary>
    public required int PageStructSize { get; init; }

    /// <summary>Whether this kernel's XDP knows packets in several buffers.</summary>
    public static bool Exist(BtfBlob kernel) => kernel.FindMember("xdp_buff", "flags") is not null;

    /// <summary>Looks the fields up.</summary>
    /// <param name="kernel">The kernel's types.</param>
    /// <param name="missing">The first that is not there, or is not what it was.</param>
    /// <returns>Null when one is missing.</returns>
    public static FragmentOffsets? From(BtfBlob kernel, out string? missing)
    {
        var find = new Finder(kernel);
        var buffer = find.Struct("xdp_buff");
        var shared = find.Struct("skb_shared_info");
        var fragments = find.Array(shared, "frags");
        var fragment = kernel.Resolve(fragments.Element);
        var (page, length, offset) = kernel.FindMember(fragment, "bv_page") is null
            ? ("netmem", "len", "offset")
            : ("bv_page", "bv_len", "bv_offset");
        var offsets = new FragmentOffsets
        {
            Flags = find.Field(buffer, "flags", sizeof(uint)),
            HasFragments = find.EnumValue("xdp_buff_flags", "XDP_FLAGS_HAS_FRAGS"),
            HardStart = find.Field(buffer, "data_hard_start", sizeof(ulong)),
            FrameSize = find.Field(buffer, "frame_sz", sizeof(uint)),
            SharedInfoSize = (find.Size(shared) + CacheLine - 1) & -CacheLine,
            Count = find.Field(shared, "nr_frags", sizeof(byte)),
            TotalSize = find.Field(shared, "xdp_frags_size", sizeof(uint)),
            First = find.Field(shared, "frags", fragments.Length * (uint)find.Size(fragment)),
            Maximum = (int)fragments.Length,
            Size = checked((short)find.Size(fragment)),
            Page = find.Field(fragment, page, sizeof(ulong)),
            Length = find.Field(fragment, length, sizeof(uint)),
            Offset = find.Field(fragment, offset, sizeof(uint)),
            PageStructSize = find.Size(find.Struct("page")),
        };
        missing = find.Missing;
        return missing is null ? offsets : null;
    }

    /// <summary>Notes the first thing that is not found and goes on; what depends on it is then not found either.</summary>
    private sealed class Finder(BtfBlob kernel)
    {
        public string? Missing { get; private set; }

        public BtfTypeId Struct(string name) => kernel.Find(name, BtfKind.Struct) ?? Note(name, BtfTypeId.Void);

        public short Field(BtfTypeId type, string member, uint size) =>
            type != BtfTypeId.Void && kernel.FindMember(type, member) is { } location && location.Size == size
                ? checked((short)location.Offset)
                : Note($"{kernel.GetType(type).Name}.{member}", (short)0);

        public BtfArray Array(BtfTypeId type, string member)
        {
            if (type != BtfTypeId.Void && kernel.FindMember(type, member) is { } location)
            {
                var found = kernel.GetType(kernel.Resolve(location.Type));
                if (found is { Kind: BtfKind.Array, Array.Length: > 0 and <= MostFragments })
                    return found.Array;
            }

            return Note($"{kernel.GetType(type).Name}.{member}", default(BtfArray));
        }

        public int Size(BtfTypeId type) => type == BtfTypeId.Void ? 0 : checked((int)kernel.SizeOf(type));

        public int EnumValue(string name, string value)
        {
            var values = kernel.Find(name, BtfKind.Enum) is { } type ? kernel.GetType(type).GetEnumValues() : [];
            return values.FirstOrDefault(one => one.Name == value).Value is > 0 and <= int.MaxValue and var found
                ? (int)found
                : Note(value, 0);
        }

        private T Note<T>(string what, T instead)
        {
            Missing ??= what;
            return instead;
        }
    }
}
