using System.Globalization;
using System.Runtime.InteropServices;
using Bench;
using Bench.Figures;
using Bench.Results;
using Bench.Testbeds;

// ./bench runs this; see there for the words it takes. The first three are for itself and its other revisions.
switch (args)
{
    case ["--traced", .. var lengths]:
        return TracedTrial.Run(lengths.Select(length => int.Parse(length, CultureInfo.InvariantCulture)));
    case ["--child", "reader"]:
        return ReaderChild.Run();
    case ["compare", var first, var second]:
        return RunComparison.Print(first, second);
}

IFigure[] all =
[
    new AddedTimeFigure(), new ProgramFigure(), new FilterFigure(), new ReaderFigure(), new CapturedFigure(), new RateFigure(),
    new FileFigure(), new TextFigure(), new PaceFigure(), new IdleFigure(), new TracingFigure(),
];
if (Arguments.Parse(args, all) is not { } arguments)
{
    var asked = args is ["help" or "--help" or "-h"];
    (asked ? Console.Out : Console.Error).Write(Arguments.Help(all));
    return asked ? 0 : 1;
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
void End(PosixSignalContext context)
{
    context.Cancel = true; // what was made is taken away first
    stop.Cancel();
}

var machine = new Machine();
List<IFigure> chosen = [.. all.Where(figure => arguments.Figures.Count == 0 || arguments.Figures.Contains(figure.Name))];
try
{
    for (var round = 0; round < arguments.Rounds; round++)
    {
        foreach (var figure in chosen.Where(figure => !figure.IsLong || round % 3 == 0).ToList())
        {
            Console.Error.Write($"\rround {round + 1} of {arguments.Rounds}: {figure.Name}          ");
            try
            {
                figure.Measure(stop.Token);
            }
            catch (Exception reason) when (!stop.IsCancellationRequested && reason is FigureSkippedException or ToolRefusedException)
            {
                Console.Error.WriteLine($"\r{figure.Name} is left out: {reason.Message}");
                chosen.Remove(figure);
            }
        }
    }
}
catch (Exception) when (stop.IsCancellationRequested)
{
    // Whatever it was: Ctrl-C reaches the tools and ip(8), too.
    Console.Error.WriteLine("\rinterrupted; these are the results so far");
}
catch (Exception failure)
{
    // Caught here, so that networks and tools are gone first.
    Console.Error.WriteLine($"\rbench: {failure}");
    return 1;
}

Console.Error.Write($"\r{"",40}\r");
var rows = chosen.SelectMany(figure => figure.Rows).ToList();
if (arguments.AsJson)
    JsonReport.Write(Console.OpenStandardOutput(), machine, Environment.GetEnvironmentVariable("BENCH_REVISION"), rows);
else
    Console.Write(Table.Of(machine, rows));
return 0;
