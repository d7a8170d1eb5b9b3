using System.Globalization;
using System.Runtime.InteropServices;
using Bench.Figures;
using Bench.Results;
using Bench.Testbeds;

// ./bench runs this; see there for the words it takes.
IFigure[] all =
[
    new AddedTimeFigure(), new ProgramFigure(), new FilterFigure(), new ReaderFigure(), new CapturedFigure(), new RateFigure(),
    new FileFigure(), new TextFigure(), new PaceFigure(), new IdleFigure(), new TracingFigure(),
];
if (args is ["--traced", var length])
    return TracedTrial.Run(int.Parse(length, CultureInfo.InvariantCulture));

var (rounds, asJson) = (5, false);
var names = new List<string>();
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--json":
            asJson = true;
            break;
        case "--rounds" when i + 1 < args.Length && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var given) && given > 0:
            rounds = given;
            i++;
            break;
        case var name when all.Any(figure => figure.Name == name):
            names.Add(name);
            break;
        default:
            Console.Error.WriteLine("Usage: bench [--rounds N] [--json] [FIGURE…]");
            foreach (var figure in all)
                Console.Error.WriteLine($"  {figure.Name,-10} {figure.About}");
            return 1;
    }
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
void End(PosixSignalContext context)
{
    context.Cancel = true; // what was made is taken away first
    stop.Cancel();
}

// Round by round, all figures in each: what disturbs the machine for a while disturbs all of them.
List<IFigure> chosen = [.. all.Where(figure => names.Count == 0 || names.Contains(figure.Name))];
try
{
    for (var round = 1; round <= rounds; round++)
    {
        foreach (var figure in chosen.ToList())
        {
            Console.Error.Write($"\rround {round} of {rounds}: {figure.Name}          ");
            try
            {
                figure.Measure(stop.Token);
            }
            catch (Exception reason) when (reason is FigureSkippedException or ToolRefusedException)
            {
                Console.Error.WriteLine($"\r{figure.Name} is left out: {reason.Message}");
                chosen.Remove(figure);
            }
        }
    }
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("\rinterrupted; these are the results so far");
}

Console.Error.Write($"\r{"",40}\r");
var rows = chosen.SelectMany(figure => figure.Rows).ToList();
if (asJson)
    JsonReport.Write(Console.OpenStandardOutput(), rows, rounds);
else
    Console.Write(Table.Of(rows));
return 0;
