using System.Text;
using Ebpf.Sys;

namespace Ebpf.Objects;

/// <summary>The short names the kernel keeps with programs and maps.</summary>
internal static class ObjectNames
{
    /// <summary>The name as the kernel takes it, cut to 15 characters.</summary>
    /// <exception cref="ArgumentException">A character the kernel refuses, with an EINVAL that would not say so.</exception>
    internal static ObjectName ToRecord(string name)
    {
        ReadOnlySpan<char> kept = name.AsSpan(0, Math.Min(name.Length, ObjectName.Length - 1));
        ObjectName record = default;
        for (int i = 0; i < kept.Length; i++)
        {
            char character = kept[i];
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('_' or '.'))
            {
                string message = $"'{character}' in the name '{name}': the kernel takes ASCII letters, digits, '_' and '.'";
                throw new ArgumentException(message, nameof(name));
            }
            record[i] = (byte)character;
        }
        return record;
    }

    internal static string FromRecord(ReadOnlySpan<byte> record)
    {
        int end = record.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? record : record[..end]);
    }
}
