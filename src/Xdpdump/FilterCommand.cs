using Capture.Filters;
using Xdpdump.CommandLine;

namespace Xdpdump;

/// <summary>-d: shows what becomes of the filter, and captures nothing.</summary>
internal static class FilterCommand
{
    /// <returns>The exit status.</returns>
    public static int Run(Settings settings)
    {
        // No filter is one that every packet matches.
        var program = FilterExpression.Compile(settings.Selection.Filter?.Expression ?? "", CaptureCommand.SnapLength(settings));
        Console.Out.Write(settings.DumpFilter switch
        {
            1 => program.ToListing(),
            2 => program.ToArrayText(),
            _ => program.ToEbpfListing(),
        });
        return 0;
    }
}
