using System.Text;

namespace Xdpdump.CommandLine;

/// <summary>What --help prints.</summary>
internal static class HelpText
{
    private const int DescriptionColumn = 32;

    public static string Render()
    {
        var text = new StringBuilder();
        text.Append(
            """
            Usage: xdpdump -i IF [options] [filter expression]

            Captures packets right before (entry) and right after (exit) a loaded XDP program,
            with the action it returned. The filter's language is tcpdump's, see pcap-filter(7).

            Options:

            """);
        foreach (var entry in new OptionSet().All)
        {
            var names = (entry.Letter is { } letter ? $"  {letter}, " : "      ") + entry.Name;
            if (entry.TakesValue)
                names += $" {entry.Metavariable}";
            text.Append(names.PadRight(DescriptionColumn)).Append(entry.Description).Append('\n');
        }

        return text.ToString();
    }
}
