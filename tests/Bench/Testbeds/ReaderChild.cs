using System.Globalization;
using Linux.Files;

namespace Bench.Testbeds;

/// <summary>
/// <c>bench --child reader</c>: measures the reader that this program was built with, one piece of work a line, so that another
/// revision's can be measured in turns with it.
/// </summary>
internal static class ReaderChild
{
    /// <summary>The answer to what this revision does not know.</summary>
    public const string Unknown = "unknown";

    /// <summary>Reads a <see cref="ReaderWork"/> a line, and answers each with records or bytes per second, until its input ends.</summary>
    public static int Run()
    {
        (int Cpus, int Length) filled = default;
        FilledRings? rings = null;
        using var memory = new MemoryFile();
        while (Console.In.ReadLine() is { } line)
        {
            if (ReaderWork.Parse(line) is not { } work)
            {
                Console.WriteLine(Unknown);
                continue;
            }

            if (filled != (work.Cpus, work.Length))
            {
                rings?.Dispose();
                rings = new FilledRings(work.Cpus, work.Length);
                filled = (work.Cpus, work.Length);
                rings.Fill(); // memory that was never written to
                rings.Empty(Forget);
            }

            FilledRings.Take take = work.Kind switch
            {
                ReaderWorkKind.Spans => memory.WriteSpans,
                ReaderWorkKind.Gathered => memory.WriteGathered,
                _ => Forget,
            };
            rings!.Fill();
            var before = Disturbance.Now;
            var (elapsed, records, bytes) = rings.Empty(take);
            // It works alone and waits for nobody: when others had its CPU, that is all they did to it.
            var seconds = elapsed.TotalSeconds - ((Disturbance.Now.Waited - before.Waited) / 1e9);
            var perSecond = (work.Kind == ReaderWorkKind.Order ? records : bytes) / seconds;
            Console.WriteLine(perSecond.ToString("R", CultureInfo.InvariantCulture));
        }

        rings?.Dispose();
        return 0;
    }

    private static void Forget(ReadOnlySpan<IoVector> spans)
    {
    }
}
