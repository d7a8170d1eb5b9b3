using Linux.Files;

namespace Capture.Reading;

/// <summary>What the reader's thread sees to between two batches, so that nothing else ever touches the rings, hooks or sink.</summary>
internal interface IReaderWatch
{
    /// <summary>Readable when there is something to see to before the next look is due.</summary>
    FileDescriptorHandle Handle { get; }

    /// <summary>Nothing more will come: the capture is over.</summary>
    bool IsOver { get; }

    /// <summary>Sees to it: called when the handle is readable, and about once a second.</summary>
    void Look();
}
