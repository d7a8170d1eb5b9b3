using System.Diagnostics;
using System.Text.Json;

namespace Kernel.Tests.Btf;

/// <summary>The kernel's types as bpftool reads them, and members looked up in its words alone.</summary>
internal sealed class BpftoolTypes
{
    private readonly JsonElement[] _types;

    private BpftoolTypes(JsonElement[] types) => _types = types;

    /// <summary>All structures and unions.</summary>
    internal IEnumerable<JsonElement> Composites => _types.Where(IsComposite);

    /// <summary>Skips the test where bpftool is not installed.</summary>
    internal static BpftoolTypes OfKernel()
    {
        const string Tool = "/usr/sbin/bpftool";
        Assert.SkipUnless(File.Exists(Tool), "bpftool is not installed.");
        var start = new ProcessStartInfo(Tool, "--json btf dump file /sys/kernel/btf/vmlinux") { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        using var document = JsonDocument.Parse(process.StandardOutput.ReadToEnd());
        return new BpftoolTypes([.. document.RootElement.Clone().GetProperty("types").EnumerateArray()]);
    }

    /// <summary>Members, those of anonymous structures and unions included: place in bits, and whether it is a bit field.</summary>
    internal IEnumerable<(string Name, long Bits, bool IsBitField, int Type)> MembersOf(JsonElement composite, long start = 0)
    {
        foreach (var member in composite.GetProperty("members").EnumerateArray())
        {
            string name = member.GetProperty("name").GetString()!;
            long bits = start + member.GetProperty("bits_offset").GetInt64();
            int type = Behind(member.GetProperty("type_id").GetInt32());
            if (name != "(anon)")
                yield return (name, bits, member.TryGetProperty("bitfield_size", out var size) && size.GetInt32() != 0, type);
            else if (type != 0 && IsComposite(_types[type - 1]))
            {
                foreach (var inner in MembersOf(_types[type - 1], bits))
                    yield return inner;
            }
        }
    }

    /// <summary>Bytes from the start of the structure to the member at the end of a dotted path.</summary>
    internal uint OffsetOf(string structure, string path)
    {
        var type = Composites.First(t => t.GetProperty("name").GetString() == structure);
        long bits = 0;
        foreach (string name in path.Split('.'))
        {
            var member = MembersOf(type).First(m => m.Name == name);
            bits += member.Bits;
            if (member.Type != 0)
                type = _types[member.Type - 1];
        }
        return checked((uint)(bits / 8));
    }

    private static string Kind(JsonElement type) => type.GetProperty("kind").GetString()!;

    private static bool IsComposite(JsonElement type) => Kind(type) is "STRUCT" or "UNION";

    private int Behind(int id)
    {
        while (id != 0 && Kind(_types[id - 1]) is "TYPEDEF" or "CONST" or "VOLATILE" or "RESTRICT" or "TYPE_TAG")
            id = _types[id - 1].GetProperty("type_id").GetInt32();
        return id;
    }
}
