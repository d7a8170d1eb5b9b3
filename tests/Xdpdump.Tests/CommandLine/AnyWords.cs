using CsCheck;
using Xdpdump.CommandLine;

namespace Xdpdump.Tests.CommandLine;

/// <summary>Command lines as people, scripts and cats type them: options and values in any order, mutated, and plain noise.</summary>
internal static class AnyWords
{
    private static readonly OptionEntry[] s_options = [.. new OptionSet().All];

    private static readonly string[] s_values =
    [
        "", "-", "--", "0", "1", "-1", "96", "65535", "262144", "262145", "4294967296", "9223372036854775807", "99999999999999999999", "1.5", "0x10",
        "nosuch0", "nosuch0,nosuch1", ",", "nosuch0,", "a,b", "entry", "exit", "entry,exit", "drop,pass", "native", "skb", "hw", "all", "name@1", "@", "1@1",
        "0-3,7", "3-1", "tcp", "port 80", "[tcp]", "@f", "/dev/null", "/", "/nonexistent/x", "=", "==", "\u202e", "\u001b[31m", "a\nb", "\t", "\u00e9",
        "\ud83d\ude00", "\ufffd", "%s%n", "$(id)", "*", "\\", "'", "\"",
    ];

    private static readonly string[] s_words =
        ["tcp", "udp", "and", "not", "(", ")", "port", "80", "vlan", "ip[0]", ">=", "-x", "--", "-", "host", "10.0.0.1", "[parse]", "@rsp", "protochain"];

    private static readonly Gen<string> s_option = Gen.OneOfConst([.. s_options.SelectMany(option => option.Names)]);

    private static readonly Gen<string> s_value = Gen.OneOfConst(s_values);

    private static readonly Gen<string> s_noise = Gen.String[Gen.Char, 0, 12].Select(text => text.Replace('\0', ' '));

    /// <summary>Letters behind one dash, most of them options.</summary>
    private static readonly Gen<string> s_cluster =
        Gen.String[Gen.Frequency((8, Gen.OneOfConst([.. "xvnUlPDhdcispFwB"])), (1, Gen.Char['!', '~'])), 1, 8].Select(letters => $"-{letters}");

    private static readonly Gen<string> s_mutated = Gen.Select(s_option, Gen.Int[0, 30], Gen.Char['!', '~'], Gen.Int[0, 3]).Select(
        (name, place, letter, way) =>
        {
            var at = Math.Min(place, name.Length - 1);
            return way switch
            {
                0 => name.Remove(at, 1),
                1 => name.Insert(at, letter.ToString()),
                2 => name[..at] + letter + name[(at + 1)..],
                _ => name[..at],
            };
        });

    private static readonly Gen<string[]> s_part = Gen.Frequency(
        (6, Gen.Select(s_option, s_value).Select((option, value) => (string[])[option, value])),
        (4, Gen.Select(s_option, s_value).Select((option, value) => (string[])[$"{option}={value}"])),
        (3, s_option.Select(one => (string[])[one])),
        (3, s_cluster.Select(one => (string[])[one])),
        (3, s_mutated.Select(one => (string[])[one])),
        (3, Gen.OneOfConst(s_words).Select(one => (string[])[one])),
        (1, s_noise.Select(one => (string[])[one])),
        (1, s_value.Select(one => (string[])[one])));

    /// <summary>Up to some ten words each. No interface that they name exists, so that nothing is captured.</summary>
    public static Gen<string[]> Vectors { get; } = s_part.Array[0, 6].Select(parts => parts.SelectMany(words => words).ToArray());
}
