namespace Capture.Emission;

/// <summary>The processor that a capture program is to run on, as far as it makes a difference to what is emitted: how it orders memory.</summary>
internal enum TargetProcessor
{
    /// <summary>x86-64: stores become visible in the program's order, and every locked instruction is a full barrier.</summary>
    X64,

    /// <summary>
    /// arm64, where neither holds: plain stores are unordered, and of the atomic instructions only those that fetch are full barriers. It is
    /// also what any other processor is taken for, since this is all that the kernel promises of each.
    /// </summary>
    Arm64,
}
