using System.Runtime.InteropServices;
using Capture.Output;
using Linux;
using Linux.Files;

namespace Bench.Testbeds;

/// <summary>A file in memory, the same few megabytes of which are written again and again.</summary>
internal sealed unsafe class MemoryFile : IDisposable
{
    private readonly string _path = $"/dev/shm/bench-{Guid.NewGuid():N}";
    private readonly FileDescriptorHandle _file;
    private readonly byte* _gathered = (byte*)NativeMemory.AllocZeroed(DirectIoFile.Most);

    public MemoryFile()
    {
        _file = FileIo.Open(_path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive);
        File.Delete(_path); // it lives as long as it is open, whatever ends this process
    }

    public void WriteSpans(ReadOnlySpan<IoVector> spans) => Check(FileIo.WriteVectorsAt(_file, spans, 0, out var error), error);

    public void WriteGathered(ReadOnlySpan<IoVector> spans)
    {
        var all = new IoVector(_gathered, (nuint)DirectIoFile.Gather(spans, _gathered));
        Check(FileIo.WriteVectorsAt(_file, new ReadOnlySpan<IoVector>(in all), 0, out var error), error);
    }

    public void Dispose()
    {
        _file.Dispose();
        NativeMemory.Free(_gathered);
    }

    private static void Check(long written, Errno error)
    {
        if (written < 0)
            throw new InvalidOperationException($"/dev/shm: {error}");
    }
}
