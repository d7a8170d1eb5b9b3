using Ebpf.Sys;

namespace Capture.Rings;

/// <summary>Records in file order, as spans of ring memory: what goes to the sink in one call.</summary>
internal sealed unsafe class RecordBatch
{
    /// <summary>More than the kernel takes in one call (IOV_MAX) would be no gain.</summary>
    public const int MaximumSpans = 1024;

    /// <summary>Bytes after which a batch is handed on, so that the producers get their space back early.</summary>
    public const long MaximumBytes = 4 << 20;

    private readonly IoVector[] _spans = new IoVector[MaximumSpans];
    private int _count;

    /// <summary>The spans, each of whole blocks.</summary>
    public ReadOnlySpan<IoVector> Spans => _spans.AsSpan(0, _count);

    /// <summary>Records in the batch.</summary>
    public int Records { get; private set; }

    /// <summary>Bytes in the batch.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether another record can be appended, wherever it lies.</summary>
    public bool HasRoom => Bytes < MaximumBytes && _count < MaximumSpans;

    /// <summary>Appends a record, lengthening the last span where it continues it.</summary>
    /// <returns>False, and nothing appended, when the batch is full.</returns>
    public bool TryAppend(byte* record, uint length)
    {
        if (Bytes >= MaximumBytes)
            return false;
        if (_count > 0 && (byte*)_spans[_count - 1].Base + _spans[_count - 1].Length == record)
        {
            _spans[_count - 1].Length += length;
        }
        else
        {
            if (_count == MaximumSpans)
                return false;
            _spans[_count++] = new IoVector { Base = record, Length = length };
        }

        Records++;
        Bytes += length;
        return true;
    }

    /// <summary>Empties the batch.</summary>
    public void Clear() => (_count, Records, Bytes) = (0, 0, 0);
}
