using System.IO.Pipes;
using Linux.Files;
using Microsoft.Win32.SafeHandles;

namespace Capture.Tests.Output;

/// <summary>A real pipe in this process, read and written by plain blocking calls.</summary>
internal sealed class TestPipe : IDisposable
{
    private readonly AnonymousPipeServerStream _ends = new(PipeDirection.Out);

    public TestPipe()
    {
        WritingEnd = new FileDescriptorHandle((int)_ends.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        var reading = new SafeFileHandle(_ends.ClientSafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        ReadingEnd = new FileStream(reading, FileAccess.Read, bufferSize: 0);
    }

    public FileDescriptorHandle WritingEnd { get; }

    public FileStream ReadingEnd { get; }

    /// <summary>
    /// Until nobody can read any more: a process that another test starts at this moment has the reading end too, for as long as it has not
    /// become its program.
    /// </summary>
    public void CloseReadingEnd()
    {
        _ends.DisposeLocalCopyOfClientHandle();
        Span<PollEntry> ends = [new PollEntry(WritingEnd, PollEvents.None)];
        Poll.Wait(ends, timeoutMilliseconds: -1);
        Assert.Equal(PollEvents.Error, ends[0].Returned);
    }

    public void CloseWritingEnd() => _ends.SafePipeHandle.Dispose();

    public void Dispose()
    {
        ReadingEnd.Dispose();
        _ends.DisposeLocalCopyOfClientHandle();
        _ends.Dispose();
    }
}
