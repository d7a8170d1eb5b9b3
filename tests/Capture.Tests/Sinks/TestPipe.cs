using System.IO.Pipes;
using Ebpf.Sys;
using Microsoft.Win32.SafeHandles;

namespace Capture.Tests.Sinks;

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

    public void CloseReadingEnd() => _ends.DisposeLocalCopyOfClientHandle();

    public void CloseWritingEnd() => _ends.SafePipeHandle.Dispose();

    public void Dispose()
    {
        ReadingEnd.Dispose();
        _ends.DisposeLocalCopyOfClientHandle();
        _ends.Dispose();
    }
}
