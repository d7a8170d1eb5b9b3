namespace Capture.Records;

/// <summary>Slots that follow each other: where the hooks of one interface count what they lose.</summary>
internal readonly record struct SlotRange(int First, int Count)
{
    /// <summary>In place of a point's number: records that are there for being compared.</summary>
    public const int ForComparison = -1;
}
