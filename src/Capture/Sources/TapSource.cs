using Capture.Model;
using Capture.Reasons;
using Linux.Files;
using PacketFiles;

namespace Capture.Sources;

/// <summary>Makes the packets of a tap blocks of a capture point.</summary>
/// <remarks>
/// The kernel shows packets some time after it stamped them: a tap that is found empty is known up to a while before that. The stamps are
/// the wall clock's, which somebody may set back; so what seems to lie in the future came now.
/// </remarks>
internal sealed class TapSource : IPacketSource
{
    /// <summary>A packet can be seen this long after its stamp, nanoseconds: the kernel's timer may come one period late.</summary>
    public const ulong Delay = 5 * LibPcapTap.DelayMilliseconds * 1_000_000UL;

    private const ulong QuietNanoseconds = LibPcapTap.DelayMilliseconds * 1_000_000UL / 2;

    /// <summary>A batch gets no more than about so many bytes from one tap.</summary>
    private const int FlushAt = 256 * 1024;

    // Lengths, alignment and end of options come on top of a packet's bytes.
    private const int BlockOverhead = EnhancedPacketView.MinimumLength + 8;

    private readonly IPacketTap _tap;
    private readonly WallClock _clock;
    private readonly PacketBuffer _blocks;
    private readonly PcapNgWriter _writer;
    private TappedPacket _next;
    private ulong _now;
    private ulong _emptyAt;
    private ulong _end = ulong.MaxValue;
    private bool _isOver, _hasLooked;

    /// <param name="tap">Where packets come from; becomes this one's to dispose.</param>
    /// <param name="point">What they are captured at.</param>
    /// <param name="snapLength">The most bytes that the tap hands over of a packet.</param>
    /// <param name="clock">The one of all sources.</param>
    public TapSource(IPacketTap tap, CapturePoint point, uint snapLength, WallClock clock)
    {
        (_tap, _clock, Point) = (tap, clock, point);
        _blocks = new PacketBuffer(FlushAt + BlockOverhead + checked((int)snapLength));
        _writer = new PcapNgWriter(_blocks);
    }

    /// <summary>What its packets are captured at.</summary>
    public CapturePoint Point { get; }

    /// <summary>Packets lost for want of room.</summary>
    public ulong Lost => _tap.Dropped;

    /// <summary>Why it gives no more packets, where nobody has asked it to end; null as long as it does.</summary>
    public CaptureException? Failure { get; private set; }

    public FileDescriptorHandle Handle => _tap.Descriptor;

    /// <summary>libpcap finds out that an interface has gone only when it is asked some time after it went down.</summary>
    public int LongestSleep => 250;

    public ulong NextStamp { get; private set; } = ulong.MaxValue;

    public ulong CompleteUntil => HasNext || _isOver ? ulong.MaxValue : _emptyAt - Math.Min(_emptyAt, Delay);

    public bool HasPending => HasNext;

    public bool HasEnded => _isOver && !HasNext;

    private bool HasNext => NextStamp != ulong.MaxValue;

    public void Refresh(ulong now)
    {
        _now = now;
        // Each look is a system call, and many taps may be quiet: what the kernel shows late anyway may wait a little.
        if (!HasNext && (!_hasLooked || _end != ulong.MaxValue || now - _emptyAt >= QuietNanoseconds))
            Look();
    }

    public bool Fill(PacketBatch batch, ulong until, long limit)
    {
        while (NextStamp <= until && HasNext)
        {
            if (batch.Records >= limit || _blocks.Length >= FlushAt || !TryAppend(batch))
                return false;
            Look();
        }

        return true;
    }

    public long GiveBack()
    {
        _blocks.Clear();
        return 0;
    }

    public void End(ulong at)
    {
        _end = Math.Min(_end, at);
        if (HasNext && NextStamp > _end)
            (NextStamp, _isOver) = (ulong.MaxValue, true);
    }

    public bool TryArm() => !HasNext;

    public void Disarm()
    {
        // Its descriptor is readable as long as there is something to read.
    }

    public void Dispose() => _tap.Dispose();

    private void Look()
    {
        NextStamp = ulong.MaxValue;
        if (_isOver)
            return;
        try
        {
            if (_tap.TryRead(out _next))
            {
                var stamp = Math.Min(_clock.ToMonotonic(_next.Timestamp), _now);
                if (stamp <= _end)
                    NextStamp = stamp;
                else
                    _isOver = true;
                return;
            }

            (_emptyAt, _hasLooked) = (_now, true);
            _isOver = CompleteUntil >= _end;
        }
        catch (CaptureException failure)
        {
            (_isOver, Failure) = (true, failure);
        }
    }

    private unsafe bool TryAppend(PacketBatch batch)
    {
        if (!batch.HasRoom)
            return false;
        var start = _blocks.Length;
        _writer.WriteEnhancedPacket(new EnhancedPacket
        {
            InterfaceId = Point.InterfaceId,
            Timestamp = _next.Timestamp,
            OriginalLength = _next.OriginalLength,
            Data = _next.Data,
        });
        return batch.TryAppend((byte*)_blocks.Vector.Base + start, (uint)(_blocks.Length - start), (int)Point.InterfaceId);
    }
}
