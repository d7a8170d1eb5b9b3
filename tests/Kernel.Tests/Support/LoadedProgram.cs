using System.Globalization;
using System.Text.RegularExpressions;

namespace Kernel.Tests.Support;

/// <summary>A program as <c>xdp-loader status</c> tells of it.</summary>
/// <param name="Priority">Its place in the chain; null for the interface's own program.</param>
/// <param name="Name">Its function's whole name.</param>
/// <param name="Mode">native, skb or hw; null in a chain.</param>
/// <param name="Id">The kernel's id.</param>
/// <param name="Tag">The hash of its instructions.</param>
/// <param name="ChainActions">Actions after which the chain goes on, such as XDP_PASS; null for the interface's own program.</param>
internal sealed partial record LoadedProgram(int? Priority, string Name, string? Mode, uint Id, string Tag, string? ChainActions)
{
    /// <summary>The name for xdpdump's -p that is never ambiguous.</summary>
    public string NameAtId => $"{Name}@{Id}";

    /// <summary>An interface's programs: its own first, then the chain in its order. Empty when there is none.</summary>
    public static List<LoadedProgram> On(TestNetwork network, string interfaceName)
    {
        var status = TestNetwork.Shell("nsenter", $"--net={network.Path}", "xdp-loader", "status");
        var programs = new List<LoadedProgram>();
        foreach (var line in status.Split('\n').SkipWhile(line => !line.StartsWith($"{interfaceName} ", StringComparison.Ordinal)))
        {
            var match = programs.Count == 0 ? MainLine().Match(line) : ChainLine().Match(line);
            if (!match.Success)
                break;
            programs.Add(new LoadedProgram(
                match.Groups["priority"].Success ? int.Parse(match.Groups["priority"].ValueSpan, CultureInfo.InvariantCulture) : null,
                match.Groups["name"].Value,
                match.Groups["mode"].Success ? match.Groups["mode"].Value : null,
                uint.Parse(match.Groups["id"].ValueSpan, CultureInfo.InvariantCulture),
                match.Groups["tag"].Value,
                match.Groups["actions"].Success ? match.Groups["actions"].Value : null));
        }

        return programs;
    }

    [GeneratedRegex(@"^\S+ +(?<name>\S+) +(?<mode>native|skb|hw) +(?<id>\d+) +(?<tag>[0-9a-f]{16}) *$")]
    private static partial Regex MainLine();

    [GeneratedRegex(@"^ => +(?<priority>\d+) +(?<name>\S+) +(?<id>\d+) +(?<tag>[0-9a-f]{16}) +(?<actions>\S*) *$")]
    private static partial Regex ChainLine();
}
