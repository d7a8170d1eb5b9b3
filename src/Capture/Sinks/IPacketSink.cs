using Ebpf.Sys;

namespace Capture.Sinks;

/// <summary>
/// Takes captured packets to where the user wants them. Called in this order, from one thread: <see cref="Begin"/> once capture is
/// live, <see cref="AddPoints"/> and <see cref="Write"/> any number of times, <see cref="End"/>, Dispose. Disposed without Begin, it
/// leaves no trace.
/// </summary>
/// <remarks>What goes wrong for good is an <see cref="OutputFailedException"/> or an <see cref="OutputClosedException"/>; the sink
/// then takes no more, and <see cref="End"/> does nothing.</remarks>
public interface IPacketSink : IDisposable
{
    /// <summary>Capture is live: the output may be changed from now on.</summary>
    /// <exception cref="OutputFailedException">The output takes nothing.</exception>
    /// <exception cref="OutputClosedException">Nobody reads the output.</exception>
    void Begin();

    /// <summary>Packets of these capture points may follow. Points come in the order of their ids, without a gap.</summary>
    /// <exception cref="OutputFailedException">The disk is full, or the like.</exception>
    /// <exception cref="OutputClosedException">Nobody reads the output any more.</exception>
    void AddPoints(IReadOnlyList<CapturePoint> points);

    /// <summary>Takes packets; they have left the process when this returns.</summary>
    /// <param name="spans">
    /// Whole Enhanced Packet Blocks in this machine's byte order and in file order, one or many to a span, never one over two. The
    /// memory is the rings' own and valid only during the call.
    /// </param>
    /// <param name="records">How many blocks there are.</param>
    /// <returns>How many of them were kept.</returns>
    /// <exception cref="OutputFailedException">The disk is full, or the like.</exception>
    /// <exception cref="OutputClosedException">Nobody reads the output any more.</exception>
    int Write(ReadOnlySpan<IoVector> spans, int records);

    /// <summary>Capture is over.</summary>
    /// <param name="statistics">Each capture point's counts, complete by now.</param>
    /// <param name="startTimeNs">When capture began, nanoseconds since 1970-01-01 UTC.</param>
    /// <param name="endTimeNs">When it ended, likewise.</param>
    /// <exception cref="OutputFailedException">The disk is full, or the like; all packets are kept.</exception>
    /// <exception cref="OutputClosedException">Nobody reads the output any more.</exception>
    void End(IReadOnlyList<PointStatistics> statistics, ulong startTimeNs, ulong endTimeNs);
}
