namespace Capture.Model;

/// <summary>What a capture's sink has kept: counted after it kept it, so that no count is ever taken back.</summary>
internal sealed class CaptureCounts
{
    private PointTally[] _points = [];

    /// <summary>Records kept, at all points.</summary>
    public long Records { get; private set; }

    /// <summary>Of these, those with fewer bytes than their packet and than were wanted.</summary>
    public ulong Cut { get; private set; }

    /// <summary>Records kept of a capture point, by its number; 0 of one that had none yet.</summary>
    public ulong CapturedAt(int point) => point < _points.Length ? _points[point].Records : 0;

    /// <summary>Losses that the kept records of a point tell of.</summary>
    public ulong ToldAt(int point) => point < _points.Length ? _points[point].Told : 0;

    /// <summary>Counts what was kept of a batch.</summary>
    /// <param name="batch">The batch, as the sink had it.</param>
    /// <param name="kept">How many of its records, from the first on.</param>
    public void Add(PacketBatch batch, int kept)
    {
        if (kept == batch.Records)
            AddAll(batch.Tally);
        else
            AddFirst(batch, kept);
        Records += kept;
    }

    private void AddAll(BatchTally tally)
    {
        foreach (var point in tally.Points)
            Add(point, tally.At(point));
        Cut += tally.Cut;
    }

    /// <summary>The output has ended within the batch.</summary>
    private void AddFirst(PacketBatch batch, int kept)
    {
        foreach (var packet in batch)
        {
            if (kept-- == 0)
                break;
            Add((int)packet.InterfaceId, new PointTally { Records = 1, Told = packet.DropCount ?? 0 });
            if (batch.IsCut((uint)packet.CapturedLength, packet.OriginalLength))
                Cut++;
        }
    }

    private void Add(int point, PointTally tally)
    {
        if (point >= _points.Length)
            Array.Resize(ref _points, Math.Max(point + 1, _points.Length * 2));
        ref var at = ref _points[point];
        at.Records += tally.Records;
        at.Told += tally.Told;
    }
}
