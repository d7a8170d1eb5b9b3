using System.Text;
using Capture.Model;
using Capture.Output;
using Ebpf.Xdp;
using Linux.Files;
using PacketFiles;

namespace Capture.Sinks;

/// <summary>
/// Prints a line per packet, and its bytes if wanted. Lines are made straight from the blocks, without an allocation per packet, and
/// are all written when <see cref="Write"/> returns, so that a terminal or a pipe shows them at once.
/// </summary>
/// <param name="hex">Print the packets' bytes too.</param>
/// <param name="verbose">Print the number of an action that has no name.</param>
public sealed class TextSink(bool hex, bool verbose) : IPacketSink
{
    private const int FlushAt = 64 * 1024;

    /// <summary>Room for the fixed words and the longest numbers of a line; the names come on top.</summary>
    private const int LongestLineWithoutName = 320;

    private const int ShortestLine = 30;

    private static readonly byte[][] s_actions = [.. XdpActionNames.All.Select(Encoding.ASCII.GetBytes)];

    private readonly List<TextPoint> _points = [];
    private readonly PacketEnds _ends = new(FlushAt / ShortestLine + 1);
    private TextBuffer _text = Buffer(0);
    private OutputStream? _output;
    private int _longestLine;
    private int _kept;

    /// <inheritdoc/>
    public OutputEnd? Ended { get; private set; }

    /// <inheritdoc/>
    public void Begin(OutputStream output)
    {
        if (Ended is not null)
            return;
        _output = output;
        Ended = output.Begin();
    }

    /// <inheritdoc/>
    public void AddPoints(IReadOnlyList<CapturePoint> points)
    {
        _points.AddRange(points.Select(point => new TextPoint(point)));
        _longestLine = LongestLineWithoutName + _points.Max(point => (point.Name?.Length ?? 0) + point.Interface.Length);
        _text = Buffer(_longestLine); // nothing waits in the old one between two writes
    }

    /// <inheritdoc/>
    public int Write(PacketBatch batch)
    {
        if (Ended is not null)
            return 0;
        _ = _output.Begun();
        _kept = 0;
        foreach (var packet in batch)
        {
            Append(packet);
            if (Ended is not null)
                return _kept;
            _ends.Add(_text.Length);
        }

        Flush();
        return _kept;
    }

    /// <inheritdoc/>
    /// <remarks>All lines are out, and the counts are the caller's to print.</remarks>
    public void End(IReadOnlyList<PointStatistics> statistics, ulong startTimeNs, ulong endTimeNs) => _output = null;

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
        if (hex)
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
        if (hex)
            AppendHex(packet.Data);
    }

    private void AppendAction(ulong verdict)
    {
        _text.Append("["u8);
        var isKnown = verdict < (ulong)s_actions.Length;
        _text.Append(isKnown ? s_actions[verdict] : "*unknown*"u8);
        _text.Append("]"u8);
        if (isKnown || !verbose)
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

    /// <summary>Sends what there is, or drops it if the output has ended within the packet that is being printed.</summary>
    private void Flush()
    {
        if (_text.Length > 0 && Ended is null)
            Send(_output!);
        _text.Clear();
        _ends.Clear();
    }

    private void Send(OutputStream output)
    {
        var vector = _text.Vector;
        var error = output.Write(new ReadOnlySpan<IoVector>(in vector), out var accepted);
        _kept += _ends.Within(accepted).Packets;
        if (error.IsError)
            Ended = output.EndAfter(error, output.Written); // half a line is no harm
    }

    /// <summary>What is the same in every line of a capture point.</summary>
    private sealed class TextPoint(CapturePoint point)
    {
        /// <summary>The function and where; null where there is no program, and libpcap captures.</summary>
        public byte[]? Name { get; } = point.IsLegacy
            ? null
            : Encoding.UTF8.GetBytes(Shown.Of(point.TitleOnInterface));

        public byte[] Interface { get; } =
            Encoding.UTF8.GetBytes(point.IsLegacy ? $"if_name \"{Shown.Of(point.InterfaceName)}\"" : $"if_index {point.InterfaceIndex}");
    }
}
