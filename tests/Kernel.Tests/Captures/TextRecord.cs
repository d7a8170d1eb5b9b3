using System.Globalization;
using System.Text.RegularExpressions;

namespace Kernel.Tests.Captures;

/// <summary>A packet as a line of text has it, ours or the public tool's.</summary>
/// <param name="Function">The function it was captured at.</param>
/// <param name="Point">entry, or exit with the action, such as "exit[PASS]", if it is known.</param>
/// <param name="Size">Bytes of the packet.</param>
/// <param name="InterfaceIndex">The interface it came in on.</param>
/// <param name="Queue">The receive queue.</param>
/// <param name="Id">The packet's number.</param>
internal sealed partial record TextRecord(string Function, string Point, int Size, int InterfaceIndex, int Queue, ulong Id)
{
    /// <summary>Where it was captured, as the line says it: "xdp_pass()@exit[PASS]".</summary>
    public string Place => $"{Function}()@{Point}";

    /// <summary>All packets of an output; lines of hex and of messages are passed over.</summary>
    public static List<TextRecord> ReadAll(string output) => [.. Line().Matches(output).Select(Of)];

    private static TextRecord Of(Match line) => new(
        line.Groups["function"].Value,
        line.Groups["point"].Value,
        Number(line.Groups["size"]),
        Number(line.Groups["index"]),
        Number(line.Groups["queue"]),
        ulong.Parse(line.Groups["id"].ValueSpan, CultureInfo.InvariantCulture));

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^\d+\.\d{9}: (?<function>\w+(?:@\d+)?)\(\)@(?<point>entry|exit(?:\[[A-Za-z*]+\])?): packet size (?<size>\d+) bytes(?:, captured \d+ bytes)? "
        + @"on if_index (?<index>\d+), rx queue (?<queue>\d+), id (?<id>\d+)$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
