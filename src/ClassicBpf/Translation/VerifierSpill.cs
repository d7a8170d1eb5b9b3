using Ebpf.Asm;

namespace ClassicBpf.Translation;

/// <summary>Keeps long filters from wearing out the verifier.</summary>
/// <remarks>
/// The verifier walks every way through a program, and stops where it has been before with the same knowledge of each register that
/// matters. What it learns from comparisons and constants makes the ways differ, and where they part and meet hundreds of times, it gives
/// up after a million instructions. So in a long filter what is compared or becomes an address takes a turn through memory, whose
/// content the verifier does not follow: then all ways look alike to it and each instruction is walked about once. That costs two
/// instructions a time.
/// </remarks>
internal sealed class VerifierSpill(Assembler asm, FilterFrame frame, bool spills)
{
    /// <summary>Whether the filter is that long.</summary>
    public bool Spills => spills;

    /// <summary>At the start: keeps the length where <see cref="Length"/> finds it.</summary>
    public void EmitStart()
    {
        if (spills)
            asm.Store(MemorySize.Double, frame.Workspace, frame.LengthCopy, frame.Length);
    }

    /// <summary>A register that has A and may be compared; perhaps <see cref="FilterFrame.Scratch"/>.</summary>
    public Register A() => Copy(frame.A, frame.ACopy, frame.Scratch);

    /// <summary>A register that has X and may be compared; perhaps <see cref="FilterFrame.Spare"/>.</summary>
    public Register X() => Copy(frame.X, frame.XCopy, frame.Spare);

    /// <summary>A register that has the length and may be compared; perhaps <see cref="FilterFrame.Spare"/>.</summary>
    public Register Length()
    {
        if (!spills)
            return frame.Length;
        asm.Load(MemorySize.Double, frame.Spare, frame.Workspace, frame.LengthCopy);
        return frame.Spare;
    }

    /// <summary>Scratch = X, to make an address of it.</summary>
    public void EmitScratchFromX()
    {
        if (spills)
            Copy(frame.X, frame.XCopy, frame.Scratch);
        else
            asm.Mov(frame.Scratch, frame.X);
    }

    private Register Copy(Register value, short place, Register copy)
    {
        if (!spills)
            return value;
        asm.Store(MemorySize.Word, frame.Workspace, place, value).Load(MemorySize.Word, copy, frame.Workspace, place);
        return copy;
    }
}
