using Linux.Files;

namespace Capture.Rings;

/// <summary>How those who write into the rings wake a reader that sleeps.</summary>
internal interface IDoorbell
{
    /// <summary>Readable once the bell was rung.</summary>
    FileDescriptorHandle Handle { get; }

    /// <summary>Asks to be woken: what is published after a look at the heads that comes after this call rings.</summary>
    void Arm();

    /// <summary>Awake: nobody need ring, and what was rung is taken as heard.</summary>
    void Disarm();
}
