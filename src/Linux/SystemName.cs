using System.Text;
using Linux.Native;

namespace Linux;

/// <summary>What uname(2) says: it needs no file system, and so is known in every container.</summary>
/// <param name="System">"Linux".</param>
/// <param name="Node">The host's name.</param>
/// <param name="Release">The kernel's release: "6.1.0-50-amd64".</param>
/// <param name="Version">Of the kernel's build: "#1 SMP …".</param>
/// <param name="Machine">The kernel's word for the processor: "x86_64", "aarch64".</param>
public sealed record SystemName(string System, string Node, string Release, string Version, string Machine)
{
    /// <summary>This machine, as it was when it was first asked for; empty texts should the kernel refuse.</summary>
    public static SystemName Current { get; } = Read();

    private static unsafe SystemName Read()
    {
        UnameRecord record = default; // stays empty where the call fails, which only a sandbox makes it
        _ = LibC.SystemNames(&record);
        ReadOnlySpan<byte> all = record;
        string At(int field, ReadOnlySpan<byte> from)
        {
            ReadOnlySpan<byte> text = from.Slice(field * UnameRecord.FieldLength, UnameRecord.FieldLength);
            return Encoding.UTF8.GetString(text[..Math.Max(text.IndexOf((byte)0), 0)]);
        }

        return new SystemName(At(0, all), At(1, all), At(2, all), At(3, all), At(4, all));
    }
}
