using Capture.Output;
using Capture.Reasons;
using Linux;
using Xdpdump;
using Xdpdump.CommandLine;
using Xdpdump.Sentences;

RequestSignals.Prepare();
try
{
    var settings = CommandLineParser.Parse(args);
    if (settings.ShowHelp)
    {
        Console.Out.Write(HelpText.Render());
        return 0;
    }

    if (settings.ShowVersion)
    {
        Console.Out.WriteLine($"xdpdump v{ProductVersion.Text}");
        return 0;
    }

    if (settings.DumpFilter > 0)
        return FilterCommand.Run(settings);
    return settings.ListInterfaces ? ListCommand.Run(settings) : CaptureCommand.Run(settings);
}
catch (UsageException error)
{
    return Messages.Fail(error.Message);
}
catch (CaptureException error)
{
    return Messages.Fail(Sentence.Of(error), Messages.ShowDetails ? error.Detail : null);
}
catch (OutputFailedException error)
{
    return Messages.Fail(error.Message);
}
catch (SystemCallException error)
{
    return Messages.Fail(error.Message);
}
