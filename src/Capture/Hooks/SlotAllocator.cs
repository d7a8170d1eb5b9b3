using Capture.Records;

namespace Capture.Hooks;

/// <summary>Which slots hooks count at. Those that were given up can be had again when the reader has read all that they counted.</summary>
/// <param name="count">Slots there are.</param>
internal sealed class SlotAllocator(int count)
{
    private readonly bool[] _taken = new bool[count];

    /// <summary>Takes the first slots that are free next to each other; null when there are not so many.</summary>
    public SlotRange? TryTake(int wanted)
    {
        var free = 0;
        for (var slot = 0; slot < _taken.Length; slot++)
        {
            free = _taken[slot] ? 0 : free + 1;
            if (free < wanted)
                continue;
            var range = new SlotRange(slot + 1 - wanted, wanted);
            _taken.AsSpan(range.First, wanted).Fill(true);
            return range;
        }

        return null;
    }

    /// <summary>Lets others have slots.</summary>
    public void Free(SlotRange range) => _taken.AsSpan(range.First, range.Count).Clear();
}
