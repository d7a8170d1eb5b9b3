using Capture.Handover;
using Linux.Files;

namespace Capture.Tests.Reading;

/// <summary>Has nothing to see to; counts how often it is asked.</summary>
internal sealed class FakeWatch : IHookingSide, IDisposable
{
    private readonly EventFd _news = new();

    /// <summary>What is seen to.</summary>
    public Action OnLook { get; set; } = () => { };

    public int Looks { get; private set; }

    public FileDescriptorHandle Handle => _news.Handle;

    public bool IsOver { get; set; }

    public void Look()
    {
        Looks++;
        OnLook();
    }

    public void Dispose() => _news.Dispose();
}
