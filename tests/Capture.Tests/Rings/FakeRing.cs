using System.Runtime.InteropServices;
using Capture.Records;
using Capture.Rings;

namespace Capture.Tests.Rings;

/// <summary>What a capture program sees of one packet.</summary>
internal sealed record Seen(ulong Stamp, byte[] Data)
{
    public uint Point { get; init; }

    public uint OriginalLength { get; init; } = (uint)Data.Length;

    public uint Queue { get; init; }

    public ulong? Verdict { get; init; }
}

/// <summary>
/// One CPU's ring in memory of the test's own, and the kernel's side of it: it does with plain stores what the emitted
/// programs do. That it writes what they should is held against the pcapng writer.
/// </summary>
internal sealed unsafe class FakeRing : IDisposable
{
    private readonly RingLayout _layout;
    private readonly byte* _start;

    /// <param name="layout">Its layout.</param>
    /// <param name="position">Where the ring stands when the reader opens it: positions need not begin at 0.</param>
    public FakeRing(RingLayout layout, ulong position = 0)
    {
        _layout = layout;
        _start = (byte*)NativeMemory.AllocZeroed(layout.ValueSize);
        Word(RingLayout.Head) = Word(RingLayout.Tail) = position;
        Reader = new CaptureRing(_start, layout);
    }

    public CaptureRing Reader { get; }

    public ulong Head => Word(RingLayout.Head);

    public ulong Tail => Word(RingLayout.Tail);

    public bool Busy
    {
        set => Word(RingLayout.Busy) = value ? 1u : 0u;
    }

    /// <summary>Address of the byte at an offset in the records' space, slack included.</summary>
    public nint AddressOf(long offset) => (nint)(_start + _layout.Data + offset);

    /// <summary>A packet with one record: nothing to pair.</summary>
    public bool Write(Seen seen) => Write(seen, NextSequence() << RingLayout.SlotBits | RingLayout.AloneSlot);

    /// <summary>The first of a pair: opens the packet in the next slot of the stack.</summary>
    public bool Enter(ulong xdpBuff, Seen seen)
    {
        var slot = Word(RingLayout.Open);
        var sequence = NextSequence();
        Entry(slot, 0) = xdpBuff;
        Entry(slot, 8) = sequence;
        if (!Write(seen, sequence << RingLayout.SlotBits | slot))
            return false;
        Word(RingLayout.Open) = slot + 1;
        return true;
    }

    /// <summary>The second: finds the packet by its xdp_buff and closes it and what was left open above it.</summary>
    public bool Exit(ulong xdpBuff, Seen seen)
    {
        var slot = Word(RingLayout.Open);
        do
        {
            if (slot-- == 0)
                throw new InvalidOperationException($"no packet with xdp_buff {xdpBuff} is open");
        }
        while (Entry(slot, 0) != xdpBuff);

        Word(RingLayout.Open) = slot;
        return Write(seen, Entry(slot, 8) << RingLayout.SlotBits | slot);
    }

    /// <summary>A packet whose records wait for its exit has been opened; 0: none is any more.</summary>
    public ulong Pending
    {
        set => Word(RingLayout.Pending) = value;
    }

    /// <summary>
    /// A packet whose records were published all at once: each as it was then, and whether its first byte lay elsewhere than at the first
    /// of them.
    /// </summary>
    public void WriteAtOnce(params (Seen Seen, bool Moved)[] records)
    {
        var number = NextSequence() << RingLayout.SlotBits;
        foreach (var (seen, moved) in records)
            Write(seen, number | (moved ? RingLayout.MovedBit : 0));
    }

    /// <summary>A record that finds no room, or a nested run, at a time.</summary>
    public void Lose(int point, ulong stamp = 0, bool nested = false)
    {
        Word(nested ? RingLayout.NestedLossStamp : RingLayout.LossStamp) = stamp;
        Word(RingLayout.LostAt(point))++;
        Word(RingLayout.Losses)++;
    }

    public void Dispose() => NativeMemory.Free(_start);

    private bool Write(Seen seen, ulong number)
    {
        var padded = (uint)(seen.Data.Length + 3) & ~3u;
        var most = 28 + padded + 28 + (seen.Verdict is null ? 0u : 16u) + 8 + 12;
        if (Head + most - Tail > _layout.DataSize)
        {
            Lose((int)seen.Point, seen.Stamp);
            return false;
        }

        var record = _start + _layout.Data + (Head & (_layout.DataSize - 1));
        new Span<byte>(record, (int)most).Fill(0xEE); // what an earlier lap left there
        var at = record;
        Put(ref at, 6u);
        Put(ref at, 0u);
        Put(ref at, seen.Point);
        Put(ref at, seen.Stamp);
        Put(ref at, (uint)seen.Data.Length);
        Put(ref at, seen.OriginalLength);
        *(uint*)(at + padded - 4) = 0;
        *(uint*)(record + 24) = seen.OriginalLength; // of an empty packet the padding is not its own
        seen.Data.CopyTo(new Span<byte>(at, seen.Data.Length));
        at += padded;
        Put(ref at, 0x0004_0002u);
        Put(ref at, 1u);
        Put(ref at, 0x0008_0005u);
        Put(ref at, number);
        Put(ref at, 0x0004_0006u);
        Put(ref at, seen.Queue);
        if (seen.Verdict is { } verdict)
        {
            Put(ref at, 0x0009_0007u);
            Put(ref at, (byte)2);
            Put(ref at, verdict);
            Put(ref at, (byte)0);
            Put(ref at, (ushort)0);
        }

        ref var lost = ref Word(RingLayout.LostAt((int)seen.Point));
        ref var told = ref Word(RingLayout.LostReportedAt((int)seen.Point));
        if (lost != told)
        {
            Put(ref at, 0x0008_0004u);
            Put(ref at, lost);
            told = lost;
        }

        Put(ref at, 0u);
        var length = (uint)(at + 4 - record);
        Put(ref at, length);
        *(uint*)(record + 4) = length;
        Volatile.Write(ref Word(RingLayout.Head), Head + length);
        return true;
    }

    private ulong NextSequence() => ++Word(RingLayout.Sequence);

    private ref ulong Word(int offset) => ref *(ulong*)(_start + offset);

    private ref ulong Entry(ulong slot, int field) =>
        ref *(ulong*)(_start + RingLayout.Stack + (int)slot * RingLayout.StackEntrySize + field);

    private static void Put<T>(ref byte* at, T value) where T : unmanaged
    {
        *(T*)at = value;
        at += sizeof(T);
    }
}
