using Capture.Model;
using Linux.Files;

namespace Capture.Sources;

/// <summary>
/// Where packets come from, as pcapng blocks in the order of their stamps: the rings, libpcap, a file. All times are CLOCK_MONOTONIC in
/// nanoseconds, whatever the packets' own stamps are in the end, so that packets of several sources can be put in order.
/// </summary>
/// <remarks>
/// In each round: <see cref="Refresh"/>, then <see cref="Fill"/> as often as it takes, and once what was appended has been handed on
/// <see cref="GiveBack"/>. All from one thread.
/// </remarks>
internal interface IPacketSource : IDisposable
{
    /// <summary>Readable when there may be something new, once <see cref="TryArm"/> has asked for that.</summary>
    FileDescriptorHandle Handle { get; }

    /// <summary>How long the source may be left alone while its handle is not readable, milliseconds.</summary>
    int LongestSleep { get; }

    /// <summary>The time of the next packet that may be taken; <see cref="ulong.MaxValue"/> when there is none.</summary>
    ulong NextStamp { get; }

    /// <summary>No packet stamped up to this time will come any more but those that may be taken now.</summary>
    ulong CompleteUntil { get; }

    /// <summary>Whether it has packets that may not be taken yet: they will be soon.</summary>
    bool HasPending { get; }

    /// <summary>Whether it has been told to end and has no more packets; or cannot go on.</summary>
    bool HasEnded { get; }

    /// <summary>Looks what has come.</summary>
    /// <param name="now">The time, sampled before this call.</param>
    void Refresh(ulong now);

    /// <summary>Appends packets stamped up to a time.</summary>
    /// <param name="batch">Where to.</param>
    /// <param name="until">The time.</param>
    /// <param name="limit">The most packets that the batch is to have.</param>
    /// <returns>False when the batch takes no more.</returns>
    bool Fill(PacketBatch batch, ulong until, long limit);

    /// <summary>What was appended has been handed on, or dropped on purpose.</summary>
    /// <returns>Bytes of packets that were taken since the last time and not appended, since they were not wanted.</returns>
    long GiveBack();

    /// <summary>Nothing that is stamped later is wanted. What has come until then still is.</summary>
    void End(ulong at);

    /// <summary>Asks for the handle to become readable by the next packet.</summary>
    /// <returns>False when there is something already.</returns>
    bool TryArm();

    /// <summary>The reader is awake again.</summary>
    void Disarm();
}
