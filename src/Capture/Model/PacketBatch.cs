using System.Runtime.CompilerServices;
using Linux.Files;
using PacketFiles;

namespace Capture.Model;

/// <summary>
/// Packets in file order on their way from a source to a sink: whole Enhanced Packet Blocks in this machine's byte order, as spans of the
/// source's own memory. <c>foreach</c> goes through the packets; nothing else has to know where one block ends and the next begins.
/// </summary>
/// <remarks>Valid until the source fills it again or takes its memory back: for a sink, during the call.</remarks>
public sealed unsafe class PacketBatch
{
    /// <summary>More than the kernel takes in one call (IOV_MAX) would be no gain.</summary>
    public const int MaximumSpans = 1024;

    /// <summary>Bytes after which a batch is handed on, so that the producers get their space back early.</summary>
    public const long MaximumBytes = 4 << 20;

    private readonly IoVector[] _spans = new IoVector[MaximumSpans];
    private byte* _end; // of the last span
    private int _count;

    /// <summary>The spans, one or many blocks to each, no block over two.</summary>
    public ReadOnlySpan<IoVector> Spans => _spans.AsSpan(0, _count);

    /// <summary>Packets in the batch: a packet captured at several points is there for each.</summary>
    public int Records { get; private set; }

    /// <summary>Bytes in the batch.</summary>
    public long Bytes { get; private set; }

    /// <summary>The most bytes wanted of a packet: those that have fewer, and fewer than they had, are counted as cut. 0 asks for none.</summary>
    public uint SnapLength { get; init; }

    /// <summary>Whether another record can be appended, wherever it lies.</summary>
    public bool HasRoom => Bytes < MaximumBytes && _count < MaximumSpans;

    /// <summary>What there is of each capture point, as it was appended.</summary>
    internal BatchTally Tally { get; } = new();

    /// <summary>Appends a block, lengthening the last span where it continues it.</summary>
    /// <param name="block">An Enhanced Packet Block; it stays there until the batch is emptied.</param>
    /// <param name="length">Its whole length in bytes.</param>
    /// <param name="point">The capture point that it is of, by number.</param>
    /// <param name="told">What its drop count says; 0 where it has none.</param>
    /// <returns>False, and nothing appended, when the batch is full.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryAppend(byte* block, uint length, int point, ulong told = 0)
    {
        if (Bytes >= MaximumBytes)
            return false;
        if (block == _end)
        {
            _spans[_count - 1].Length += length;
        }
        else
        {
            if (_count == MaximumSpans)
                return false;
            _spans[_count++] = new IoVector { Base = block, Length = length };
        }

        _end = block + length;

        Records++;
        Bytes += length;
        var captured = *(uint*)(block + EnhancedPacketView.CapturedLengthOffset);
        var original = *(uint*)(block + EnhancedPacketView.OriginalLengthOffset);
        Tally.Add(point, told, IsCut(captured, original));
        return true;
    }

    /// <summary>Empties the batch.</summary>
    internal void Clear()
    {
        (_count, Records, Bytes) = (0, 0, 0);
        _end = null;
        Tally.Clear();
    }

    /// <summary>Whether a packet has fewer bytes than it had, which is rare, and than were wanted.</summary>
    internal bool IsCut(uint captured, uint original) => captured < original && captured < SnapLength;

    /// <summary>How much of a write that was cut short is worth keeping.</summary>
    /// <param name="accepted">Bytes of the spans that were written.</param>
    /// <returns>Bytes up to the end of the last block that is whole, and the packets in them.</returns>
    public (long Bytes, int Records) WholeWithin(long accepted)
    {
        var (bytes, records) = (0L, 0);
        foreach (var packet in this)
        {
            if (bytes + packet.BlockLength > accepted)
                break;
            bytes += packet.BlockLength;
            records++;
        }

        return (bytes, records);
    }

    /// <summary>For foreach: the packets, in order.</summary>
    /// <returns>Stands before the first one.</returns>
    public Enumerator GetEnumerator() => new(Spans);

    /// <summary>Goes through the packets of a batch, in place.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<IoVector> _spans;
        private ReadOnlySpan<byte> _rest;

        internal Enumerator(ReadOnlySpan<IoVector> spans) => _spans = spans;

        /// <summary>The packet, over the batch's memory.</summary>
        public EnhancedPacketView Current { get; private set; }

        /// <summary>Goes to the next packet.</summary>
        /// <returns>Whether there is one.</returns>
        /// <exception cref="InvalidDataException">What is there is no packet: an error of the program.</exception>
        public bool MoveNext()
        {
            while (_rest.IsEmpty)
            {
                if (_spans.IsEmpty)
                    return false;
                _rest = new ReadOnlySpan<byte>(_spans[0].Base, checked((int)_spans[0].Length));
                _spans = _spans[1..];
            }

            if (!EnhancedPacketView.TryParse(_rest, out var packet))
                throw new InvalidDataException($"No packet block at the last {_rest.Length} bytes of a span");
            Current = packet;
            _rest = _rest[packet.BlockLength..];
            return true;
        }
    }
}
