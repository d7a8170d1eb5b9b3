using Capture.Model;
using Capture.Rings;
using Linux.Files;

namespace Capture.Sources;

/// <summary>The rings that capture programs write into.</summary>
/// <param name="rings">One for each CPU.</param>
/// <param name="merger">Puts their records in order.</param>
/// <param name="doorbell">Wakes the reader.</param>
internal sealed class RingSource(CaptureRing[] rings, RingMerger merger, IDoorbell doorbell) : IPacketSource
{
    // A net under the doorbell, and never more than one wake-up a second.
    private const int SleepMilliseconds = 1000;

    private bool _isOver;

    public FileDescriptorHandle Handle => doorbell.Handle;

    public int LongestSleep => SleepMilliseconds;

    public ulong NextStamp => merger.NextStamp;

    public ulong CompleteUntil => merger.CompleteUntil;

    public bool HasPending => merger.HasPending;

    public bool HasEnded => _isOver && !merger.HasPending;

    public void Refresh(ulong now) => merger.Refresh(now, _isOver);

    public bool Fill(PacketBatch batch, ulong until, long limit) => merger.Fill(batch, until, limit);

    public long GiveBack()
    {
        merger.GiveBack();
        return merger.TakeDropped();
    }

    /// <summary>No program writes any more: all that is in the rings came before.</summary>
    public void End(ulong at) => _isOver = true;

    public bool TryArm()
    {
        doorbell.Arm();
        foreach (var ring in rings)
        {
            if (ring.HasNews)
                return false;
        }

        return true;
    }

    public void Disarm() => doorbell.Disarm();

    public void Dispose()
    {
        // Rings and doorbell belong to the maps that they are in, which others use too.
    }
}
