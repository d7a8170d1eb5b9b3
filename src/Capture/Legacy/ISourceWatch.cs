using Ebpf.Sys;

namespace Capture.Legacy;

/// <summary>What the reader's thread sees to between two batches.</summary>
internal interface ISourceWatch
{
    /// <summary>Readable when there is something to see to before the next look is due.</summary>
    FileDescriptorHandle Handle { get; }

    /// <summary>Sees to it: called when the handle is readable, and about once a second.</summary>
    void Look();

    /// <summary>A source gives no more packets, and all it gave are with the sink.</summary>
    void Leave(int source, CaptureException reason);
}
