namespace Capture.Records;

/// <summary>How far hooks are in that capture on an interface.</summary>
internal enum MemberState : ulong
{
    /// <summary>Hooks that look up whose packet it is open none; one whose entry nobody saw was never ours.</summary>
    Closed,

    /// <summary>Packets are opened, and one whose entry nobody saw may be of a time when they were not.</summary>
    Open,

    /// <summary>All hooks are in and every packet that came before is through: one whose entry nobody saw is one whose entry was lost.</summary>
    Counting,
}
