using Ebpf.Xdp;

namespace Capture.Attachment;

/// <summary>How packets get into the rings: by tracing an XDP program, or by one of our own.</summary>
internal interface ICaptureSetup : IDisposable
{
    /// <summary>The XDP program captured at.</summary>
    uint ProgramId { get; }

    /// <summary>Its function.</summary>
    string FunctionName { get; }

    /// <summary>How it is attached.</summary>
    XdpMode Mode { get; }

    /// <summary>The capture programs.</summary>
    IReadOnlyList<CaptureHook> Hooks { get; }

    /// <summary>Hooks them in.</summary>
    void Attach();

    /// <summary>Unhooks them. When this returns no capture program is running any more.</summary>
    void Detach();
}
