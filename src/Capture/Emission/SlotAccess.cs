using Capture.Records;
using Ebpf.Asm;
using static Capture.Emission.Sizes;
using static Ebpf.Asm.JumpCondition;
using static Ebpf.Asm.Register;

namespace Capture.Emission;

/// <summary>Where the loss counters of a slot are.</summary>
/// <param name="Holder">The register that leads there.</param>
/// <param name="Lost">How far the count of losses is from there; how many of these were told stands behind it.</param>
internal readonly record struct SlotAddress(Register Holder, short Lost)
{
    public short Told => (short)(Lost + sizeof(ulong));
}

/// <summary>
/// Emits what depends on a hook's slot: a constant where the hooks are one interface's, and the hook's place behind the first slot of the
/// packet's interface where several share them.
/// </summary>
internal static class SlotAccess
{
    /// <summary>Slots that an instruction's own offset reaches.</summary>
    private const int Near = RingLayout.MaximumGroup;

    /// <summary>Where a slot's counters are in the ring or control value that R7 points to. The scratch register may lead there.</summary>
    public static SlotAddress EmitCounters(Assembler asm, ProgramSettings settings, int slot, Register scratch)
    {
        if (settings.LooksUp)
        {
            EmitFirst(asm, settings, scratch);
            asm.Add(scratch, R7);
            return At(scratch, slot);
        }

        if (slot < Near)
            return At(R7, slot);
        asm.Mov(scratch, R7).Add(scratch, slot << RingLayout.SlotShift);
        return At(scratch, 0);

        static SlotAddress At(Register holder, int slot) => new(holder, checked((short)RingLayout.LostAt(slot)));
    }

    /// <summary>Puts the slot into the record at R8, in place of the capture point that the reader makes of it. R1 may be lost.</summary>
    public static void EmitPut(Assembler asm, ProgramSettings settings, int slot)
    {
        if (!settings.LooksUp)
        {
            asm.StoreImmediate(U32, R8, RecordLayout.InterfaceId, slot);
            return;
        }

        asm.Load(U64, R1, R10, StackFrame.FirstSlot);
        if (slot > 0)
            asm.Add(R1, slot);
        asm.Store(U32, R8, RecordLayout.InterfaceId, R1);
    }

    /// <summary>
    /// Leaves for <paramref name="closed"/> when the packet's interface is just coming to hooks that others have already, or leaving them.
    /// A hook that is one interface's alone opens packets as soon as it is in. R1 and R2 are lost.
    /// </summary>
    public static void EmitOpenCheck(Assembler asm, ProgramSettings settings, Label closed)
    {
        if (!settings.LooksUp)
            return;
        asm.Comment("are its packets taken yet, and still?");
        EmitState(asm, settings);
        asm.JumpIf(Equal, R1, (int)MemberState.Closed, closed);
    }

    /// <summary>
    /// Leaves for <paramref name="notYet"/> unless all hooks are in: a packet that nobody opened is lost only then. Before that, and after
    /// the first hook is out, it was never ours. R1 and R2 are lost.
    /// </summary>
    public static void EmitCountingCheck(Assembler asm, ProgramSettings settings, Label notYet)
    {
        asm.Comment("nobody opened this packet: a loss, unless it came before all hooks were in or after the first was out");
        EmitState(asm, settings);
        asm.JumpIf(NotEqual, R1, (int)MemberState.Counting, notYet);
    }

    /// <summary>R1 = the <see cref="MemberState"/> of the packet's interface at these hooks.</summary>
    private static void EmitState(Assembler asm, ProgramSettings settings)
    {
        if (!settings.LooksUp)
        {
            asm.LoadMapValue(R1, RingAccess.ControlMap, ControlLayout.StateOf(settings.FirstSlot));
            asm.Load(U64, R1, R1, 0);
            return;
        }

        EmitFirst(asm, settings, R2);
        asm.LoadMapValue(R1, RingAccess.ControlMap, 0);
        asm.Add(R1, R2).Load(U64, R1, R1, checked((short)ControlLayout.StateOf(0)));
    }

    /// <summary>How far the interface's first slot is from slot 0. The mask changes nothing; verifiers forget the bounds of what was stored.</summary>
    private static void EmitFirst(Assembler asm, ProgramSettings settings, Register register)
    {
        asm.Load(U64, register, R10, StackFrame.FirstSlot);
        asm.And(register, settings.Layout.SlotCount - 1).ShiftLeft(register, RingLayout.SlotShift);
    }
}
