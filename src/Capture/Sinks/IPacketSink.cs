using Capture.Model;
using Capture.Output;
using Capture.Reasons;

namespace Capture.Sinks;

/// <summary>
/// Takes captured packets to where the user wants them. Called from one thread: <see cref="Begin"/> once capture is live,
/// <see cref="AddPoints"/> and <see cref="Write"/> any number of times, and <see cref="End"/>. After that it may be begun again, on another
/// output, which gets all it needs to be read by itself.
/// </summary>
/// <remarks>
/// An output is disposed by who opened it, after <see cref="End"/>; a sink holds nothing else. What ends an output is told by
/// <see cref="Ended"/> and never thrown.
/// </remarks>
public interface IPacketSink
{
    /// <summary>Why no more packets are taken; null as long as they are. Once it is set, all calls do nothing.</summary>
    OutputEnd? Ended { get; }

    /// <summary>Capture is live, or goes on in another output: the output may be changed from now on.</summary>
    /// <param name="output">Where everything goes up to <see cref="End"/>.</param>
    void Begin(OutputStream output);

    /// <summary>Packets of these capture points may follow. Points come in the order of their ids, without a gap, and each once.</summary>
    /// <exception cref="CaptureException">The format cannot take packets of such a point; the sink goes on without it.</exception>
    void AddPoints(IReadOnlyList<CapturePoint> points);

    /// <summary>Takes packets; they have left the process when this returns.</summary>
    /// <param name="batch">The packets, whose memory is the source's own and valid only during the call.</param>
    /// <returns>How many of them were kept, from the first on: all, unless the output has ended.</returns>
    int Write(PacketBatch batch);

    /// <summary>Capture is over, or goes on in another output.</summary>
    /// <param name="statistics">Each capture point's counts since <see cref="Begin"/>, complete by now.</param>
    /// <param name="startTimeNs">When that was, nanoseconds since 1970-01-01 UTC.</param>
    /// <param name="endTimeNs">What time it is now, likewise.</param>
    void End(IReadOnlyList<PointStatistics> statistics, ulong startTimeNs, ulong endTimeNs);
}
