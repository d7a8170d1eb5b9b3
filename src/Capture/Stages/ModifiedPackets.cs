using Capture.Records;
using Capture.Rings;

namespace Capture.Stages;

/// <summary>
/// Tells packets that an XDP program has changed from those it left alone: all records of a packet are in the ring at once, and are
/// compared byte by byte before any of them goes on.
/// </summary>
/// <param name="snapLength">The most bytes of a packet to hand on: records are whole until they were compared.</param>
internal sealed unsafe class ModifiedPackets(uint snapLength) : IRecordChoice
{
    /// <inheritdoc/>
    public bool Wants(CaptureRing ring, int point)
    {
        var number = Number(ring.Record) & ~RingLayout.MovedBit;
        if (ring.Judged.Number != number)
            ring.Judged = (number, IsModified(ring, number));
        return ring.Judged.IsWanted && point != SlotRange.ForComparison;
    }

    /// <summary>Cuts a record to the snapshot length.</summary>
    /// <returns>Its new length.</returns>
    public uint Cut(byte* record)
    {
        ref var length = ref *(uint*)(record + RecordLayout.Length);
        ref var captured = ref *(uint*)(record + RecordLayout.CapturedLength);
        if (captured <= snapLength)
            return length;

        var packet = record + RecordLayout.Packet;
        var (before, after) = (RecordLayout.Padded(captured), RecordLayout.Padded(snapLength));
        // The options, and behind them the length once more.
        var rest = length - RecordLayout.Packet - before;
        Buffer.MemoryCopy(packet + before, packet + after, rest, rest);
        new Span<byte>(packet + snapLength, (int)(after - snapLength)).Clear();
        captured = snapLength;
        length -= before - after;
        *(uint*)(record + length - sizeof(uint)) = length;
        return length;
    }

    private static bool IsModified(CaptureRing ring, ulong number)
    {
        var first = ring.Record;
        var ahead = (ulong)ring.RecordLength;
        while (ring.Ahead(ahead) is var record && record != null && (Number(record) & ~RingLayout.MovedBit) == number)
        {
            if ((Number(record) & RingLayout.MovedBit) != 0 || Differs(first, record))
                return true;
            ahead += *(uint*)(record + RecordLayout.Length);
        }

        return false;
    }

    /// <summary>The lengths on the wire and in the record, then all bytes.</summary>
    private static bool Differs(byte* first, byte* second) =>
        *(ulong*)(first + RecordLayout.CapturedLength) != *(ulong*)(second + RecordLayout.CapturedLength)
        || !Packet(first).SequenceEqual(Packet(second));

    private static ReadOnlySpan<byte> Packet(byte* record) =>
        new(record + RecordLayout.Packet, *(int*)(record + RecordLayout.CapturedLength));

    private static ulong Number(byte* record) => *RecordLayout.IdOf(record);
}
