using Capture.Filters;
using Capture.Targets;
using ClassicBpf;
using Linux.Network;
using Xdpdump.CommandLine;

namespace Xdpdump;

/// <summary>-d: shows what becomes of the filter, and captures nothing.</summary>
internal static class FilterCommand
{
    /// <returns>The exit status.</returns>
    public static int Run(Settings settings)
    {
        // No filter is one that every packet matches.
        var (expression, snapLength) = (settings.Selection.Filter?.Expression ?? "", CaptureCommand.SnapLength(settings));
        List<ClassicProgram> programs = settings.Interfaces.Count == 0
            ? [FilterExpression.Compile(expression, snapLength)]
            : [.. Interfaces(settings).Select(on => FilterExpression.CompileFor(on, expression, snapLength)).DistinctBy(one => one.ToListing())];
        if (programs is not [var program])
            throw new UsageException("-d prints one filter, and it becomes another one for each of these interfaces' kinds; name one of them");
        return Result.Write(settings.DumpFilter switch
        {
            1 => program.ToListing(),
            2 => program.ToArrayText(),
            _ => FilterValidation.Listing(program),
        });
    }

    private static IReadOnlyList<NetworkInterface> Interfaces(Settings settings)
    {
        var options = CaptureCommand.Options(settings);
        IReadOnlyList<NetworkInterface> Find() => InterfacePrograms.FindInterfaces(options.Interfaces);
        return options.NetworkNamespace is { } path ? NetworkNamespace.Run(path, Find) : Find();
    }
}
