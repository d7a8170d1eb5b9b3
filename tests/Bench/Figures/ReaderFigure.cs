using System.Runtime.InteropServices;
using Bench.Results;
using Bench.Testbeds;
using Capture.Sinks;
using Ebpf.Sys;

namespace Bench.Figures;

/// <summary>
/// What one reader can do at most, without kernel, network and disk: how many records it puts in order, and whether they are better handed
/// to the kernel where they lie or copied together first.
/// </summary>
internal sealed class ReaderFigure : IFigure
{
    private const int Fillings = 5;

    private static readonly int[] s_lengths = [64, 1500];

    private readonly Dictionary<int, Row> _ordered = s_lengths.ToDictionary(length => length, length =>
        new Row($"reader-{length}", $"one reader: records of {length} B put in order", "1/s"));

    private readonly Dictionary<int, Row> _written = s_lengths.ToDictionary(length => length, length =>
        new Row($"reader-written-{length}", $"one reader: of {length} B from two CPUs, ordered and written to memory", "bytes/s", Mark.Ratio("spans", "gathered")));

    public string Name => "reader";

    public string About => "what one reader can do at most: records put in order, bytes handed on as spans or gathered";

    public IReadOnlyList<Row> Rows => [.. _ordered.Values, .. _written.Values];

    public void Measure(CancellationToken stop)
    {
        foreach (var length in s_lengths)
        {
            foreach (var cpus in (ReadOnlySpan<int>)[1, 2, 16])
            {
                using var rings = new FilledRings(cpus, length);
                _ordered[length].Add(cpus == 1 ? "1 CPU" : $"{cpus} CPUs", Best(rings, _ => { }, stop).Records);
            }

            using var memory = new MemoryFile();
            using var two = new FilledRings(2, length);
            _written[length].Add("spans", Best(two, memory.WriteSpans, stop).Bytes);
            _written[length].Add("gathered", Best(two, memory.WriteGathered, stop).Bytes);
        }
    }

    /// <summary>Records and bytes per second: the best of some fillings, since whatever else the machine does only slows it down.</summary>
    private static (double Records, double Bytes) Best(FilledRings rings, FilledRings.Take take, CancellationToken stop)
    {
        var best = (Records: 0.0, Bytes: 0.0);
        for (var filling = 0; filling < Fillings; filling++)
        {
            var (elapsed, records, bytes) = rings.Empty(take, stop);
            best = (Math.Max(best.Records, records / elapsed.TotalSeconds), Math.Max(best.Bytes, bytes / elapsed.TotalSeconds));
        }

        return best;
    }

    /// <summary>A file in memory, the same few megabytes of which are written again and again.</summary>
    private sealed unsafe class MemoryFile : IDisposable
    {
        private readonly string _path = $"/dev/shm/bench-{Guid.NewGuid():N}";
        private readonly FileDescriptorHandle _file;
        private readonly byte* _gathered = (byte*)NativeMemory.AllocZeroed(BulkFile.Most);

        public MemoryFile() => _file = LinuxIo.Open(_path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive);

        public void WriteSpans(ReadOnlySpan<IoVector> spans) => Check(LinuxIo.WriteVectorsAt(_file, spans, 0, out var error), error);

        public void WriteGathered(ReadOnlySpan<IoVector> spans)
        {
            var all = new IoVector(_gathered, (nuint)BulkFile.Gather(spans, _gathered));
            Check(LinuxIo.WriteVectorsAt(_file, new ReadOnlySpan<IoVector>(in all), 0, out var error), error);
        }

        public void Dispose()
        {
            _file.Dispose();
            File.Delete(_path);
            NativeMemory.Free(_gathered);
        }

        private static void Check(long written, Errno error)
        {
            if (written < 0)
                throw new InvalidOperationException($"/dev/shm: {error}");
        }
    }
}
