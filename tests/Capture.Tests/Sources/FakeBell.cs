using Capture.Rings;
using Linux.Files;

namespace Capture.Tests.Sources;

/// <summary>A bell that nobody rings.</summary>
internal sealed class FakeBell : IDoorbell, IDisposable
{
    private readonly EventFd _event = new();

    public bool IsArmed { get; private set; }

    public FileDescriptorHandle Handle => _event.Handle;

    public void Arm() => IsArmed = true;

    public void Disarm() => IsArmed = false;

    public void Dispose() => _event.Dispose();
}
