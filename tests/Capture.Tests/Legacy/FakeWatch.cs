using Capture.Legacy;
using Capture.Reasons;
using Ebpf.Sys;

namespace Capture.Tests.Legacy;

/// <summary>Remembers who left.</summary>
internal sealed class FakeWatch : ISourceWatch, IDisposable
{
    private readonly EventFd _news = new();

    public List<(int Source, CaptureReason Reason)> Left { get; } = [];

    public int Looks { get; private set; }

    public FileDescriptorHandle Handle => _news.Handle;

    public void Look() => Looks++;

    public void Leave(int source, CaptureException reason) => Left.Add((source, reason.Reason));

    public void Dispose() => _news.Dispose();
}
