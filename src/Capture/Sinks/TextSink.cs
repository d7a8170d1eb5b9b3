using System.Text;
using Ebpf.Sys;
using PacketFiles;

namespace Capture.Sinks;

/// <summary>
/// Prints a line per packet, and its bytes if wanted. Lines are made straight from the blocks, without an allocation per packet, and
/// are all written when <see cref="Write"/> returns, so that a terminal or a pipe shows them at once.
/// </summary>
public sealed class TextSink : IPacketSink
{
    private const int FlushAt = 64 * 1024;

    /// <summary>Room for the fixed words and the longest numbers of a line; the function name comes on top.</summary>
    private const int LongestLineWithoutName = 320;

    private readonly OutputStream _output;
    private readonly List<TextPoint> _points = [];
    private readonly bool _hex;
    private readonly bool _verbose;
    private TextBuffer _text;
    private int _longestLine;
    private long _written;
    private int _pending;

    /// <summary>Prints to <paramref name="output"/>, which becomes this sink's to dispose.</summary>
    /// <param name="output">Usually <see cref="OutputStream.StandardOutput"/>.</param>
    /// <param name="hex">Print the packets' bytes too.</param>
    /// <param name="verbose">Print the number of an action that has no name.</param>
    public TextSink(OutputStream output, bool hex, bool verbose)
    {
        _output = output;
        _hex = hex;
        _verbose = verbose;
        _text = Buffer(0);
    }

    /// <inheritdoc/>
    public void Begin() => _output.Begin();

    /// <inheritdoc/>
    public void AddPoints(IReadOnlyList<CapturePoint> points)
    {
        _points.AddRange(points.Select(point => new TextPoint(point)));
        _longestLine = LongestLineWithoutName + _points.Max(point => point.Name?.Length ?? 0);
        _text = Buffer(_longestLine); // nothing waits in the old one between two writes
    }

    /// <inheritdoc/>
    public unsafe int Write(ReadOnlySpan<IoVector> spans, int records)
    {
        foreach (var span in spans)
        {
            var rest = new ReadOnlySpan<byte>(span.Base, checked((int)span.Length));
            while (!rest.IsEmpty)
            {
                if (!EnhancedPacketView.TryParse(rest, out var packet))
                    throw new InvalidDataException($"No packet block at the last {rest.Length} of {span.Length} bytes");
                Append(packet);
                _pending++;
                rest = rest[packet.BlockLength..];
            }
        }
        Flush();
        return records;
    }

    /// <inheritdoc/>
    public void End(IReadOnlyList<PointStatistics> statistics, ulong startTimeNs, ulong endTimeNs)
    {
        // All lines are out, and the counts are the caller's to print.
    }

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();

    private void Append(EnhancedPacketView packet)
    {
        if (packet.InterfaceId >= (uint)_points.Count)
            throw new InvalidDataException($"A packet of capture point {packet.InterfaceId}, of which there are {_points.Count}");
        var point = _points[(int)packet.InterfaceId];
        MakeRoom(_longestLine);
        var (seconds, nanoseconds) = Math.DivRem(packet.Timestamp, 1_000_000_000);
        _text.Append(seconds);
        _text.Append("."u8);
        if (point.Name is { } name)
        {
            _text.AppendDigits(nanoseconds, 9);
            _text.Append(": "u8);
            _text.Append(name);
        }
        else
        {
            _text.AppendDigits(nanoseconds / 1000, 6);
        }
        if (packet.XdpVerdict is { } verdict)
            AppendAction(verdict);
        _text.Append(": packet size "u8);
        _text.Append((ulong)packet.OriginalLength);
        if (_hex)
        {
            _text.Append(" bytes, captured "u8);
            _text.Append((ulong)packet.CapturedLength);
        }
        _text.Append(" bytes on "u8);
        _text.Append(point.Interface);
        if (packet.Queue is { } queue)
        {
            _text.Append(", rx queue "u8);
            _text.Append((ulong)queue);
        }
        if (packet.PacketId is { } id)
        {
            _text.Append(", id "u8);
            _text.Append(id);
        }
        _text.Append("\n"u8);
        if (_hex)
            AppendHex(packet.Data);
    }

    private void AppendAction(ulong verdict)
    {
        _text.Append("["u8);
        _text.Append(verdict switch // enum xdp_action, linux/bpf.h
        {
            0 => "ABORTED"u8,
            1 => "DROP"u8,
            2 => "PASS"u8,
            3 => "TX"u8,
            4 => "REDIRECT"u8,
            _ => "*unknown*"u8,
        });
        _text.Append("]"u8);
        if (verdict <= 4 || !_verbose)
            return;
        _text.Append("("u8);
        _text.Append((long)verdict);
        _text.Append(")"u8);
    }

    private void AppendHex(ReadOnlySpan<byte> data)
    {
        for (var offset = 0; offset < data.Length; offset += HexListing.BytesPerLine)
        {
            MakeRoom(HexListing.LongestLine);
            HexListing.AppendLine(_text, offset, data.Slice(offset, Math.Min(HexListing.BytesPerLine, data.Length - offset)));
        }
    }

    private static TextBuffer Buffer(int longestLine) => new(FlushAt + Math.Max(longestLine, HexListing.LongestLine));

    private void MakeRoom(int bytes)
    {
        if (_text.Length > FlushAt || _text.Room < bytes)
            Flush();
    }

    private void Flush()
    {
        if (_text.Length == 0)
            return;
        var vector = _text.Vector;
        var error = _output.Write(new ReadOnlySpan<IoVector>(in vector), out _);
        _text.Clear();
        if (error == Errno.EPIPE)
            throw new OutputClosedException(_output.Path, _written);
        if (error.IsError)
            throw new OutputFailedException(_output.Path, error, _output.Written, _written);
        _written += _pending;
        _pending = 0;
    }

    /// <summary>What is the same in every line of a capture point.</summary>
    private sealed class TextPoint(CapturePoint point)
    {
        /// <summary>The function and where; null where there is no program, and libpcap captures.</summary>
        public byte[]? Name { get; } = point.IsLegacy
            ? null
            : Encoding.UTF8.GetBytes(point.TitleOnInterface);

        public byte[] Interface { get; } =
            Encoding.UTF8.GetBytes(point.IsLegacy ? $"if_name \"{point.InterfaceName}\"" : $"if_index {point.InterfaceIndex}");
    }
}
