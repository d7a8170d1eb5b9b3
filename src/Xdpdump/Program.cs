using Linux.Files;
using Xdpdump;
using Xdpdump.CommandLine;

StandardDescriptors.Reserve();
LastHandler.Install();
try
{
    RequestSignals.Prepare();
    var settings = CommandLineParser.Parse(args);
    return settings switch
    {
        { ShowHelp: true } => Result.Write(HelpText.Render()),
        { ShowVersion: true } => Result.Write($"xdpdump v{ProductVersion.Text}\n"),
        { DumpFilter: > 0 } => FilterCommand.Run(settings),
        { ListInterfaces: true } => ListCommand.Run(settings),
        _ => CaptureCommand.Run(settings),
    };
}
catch (Exception failure)
{
    return LastHandler.Explain(failure);
}
finally
{
    Messages.Flush();
}
