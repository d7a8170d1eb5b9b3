using Linux.Files;

namespace Capture.Handover;

/// <summary>
/// The side with the capabilities, as the reader sees it: it is looked at between two batches, so that nothing else ever touches hooks,
/// rings or sink.
/// </summary>
internal interface IHookingSide
{
    /// <summary>Readable when there is something to see to before the next look is due.</summary>
    FileDescriptorHandle Handle { get; }

    /// <summary>Nothing more will come: the capture is over.</summary>
    bool IsOver { get; }

    /// <summary>Sees to it: called when the handle is readable, and about once a second.</summary>
    void Look();
}
