namespace Ebpf.Asm;

/// <summary>The text of loads, stores and atomic operations; null for bits that form none.</summary>
internal static class MemoryFormat
{
    public static string? Format(Instruction i) => (Opcode.Class(i.Opcode), Opcode.Mode(i.Opcode)) switch
    {
        (Opcode.Ldx, Opcode.Mem) => $"r{(int)i.Destination} = {Place(i, 'u', i.Source)}",
        (Opcode.Ldx, Opcode.MemSx) when SizeBits(i) != Opcode.Dw => $"r{(int)i.Destination} = {Place(i, 's', i.Source)}",
        (Opcode.St, Opcode.Mem) => $"{Place(i, 'u', i.Destination)} = {i.Immediate}",
        (Opcode.Stx, Opcode.Mem) => $"{Place(i, 'u', i.Destination)} = r{(int)i.Source}",
        (Opcode.Stx, Opcode.Atomic) => Atomic(i),
        // Classic BPF's packet loads, from the skb in r6. The value comes in host order.
        (Opcode.Ld, Opcode.Abs) when SizeBits(i) != Opcode.Dw => $"r0 = *({Type(i, 'u')} *)skb[{i.Immediate}]",
        (Opcode.Ld, Opcode.Ind) when SizeBits(i) != Opcode.Dw => $"r0 = *({Type(i, 'u')} *)skb[r{(int)i.Source} + {i.Immediate}]",
        _ => null,
    };

    private static string? Atomic(Instruction i)
    {
        // A function's argument is the address, so without the star that reads it.
        var address = Address(i, 'u', i.Destination);
        switch (i.Immediate)
        {
            case Opcode.LoadAcquire:
                return $"r{(int)i.Destination} = load_acquire({Address(i, 'u', i.Source)})";
            case Opcode.StoreRelease:
                return $"store_release({address}, r{(int)i.Source})";
        }

        if (SizeBits(i) is not (Opcode.W or Opcode.Dw))
            return null;
        var prefix = SizeBits(i) == Opcode.Dw ? "atomic64" : "atomic";
        var source = $"r{(int)i.Source}";
        return i.Immediate switch
        {
            Opcode.Add => $"lock *{address} += {source}",
            Opcode.Or => $"lock *{address} |= {source}",
            Opcode.And => $"lock *{address} &= {source}",
            Opcode.Xor => $"lock *{address} ^= {source}",
            Opcode.Add | Opcode.Fetch => $"{source} = {prefix}_fetch_add({address}, {source})",
            Opcode.Or | Opcode.Fetch => $"{source} = {prefix}_fetch_or({address}, {source})",
            Opcode.And | Opcode.Fetch => $"{source} = {prefix}_fetch_and({address}, {source})",
            Opcode.Xor | Opcode.Fetch => $"{source} = {prefix}_fetch_xor({address}, {source})",
            Opcode.Exchange => $"{source} = {prefix}_xchg({address}, {source})",
            Opcode.CompareExchange => $"r0 = {prefix}_cmpxchg({address}, r0, {source})",
            _ => null,
        };
    }

    private static string Place(Instruction i, char sign, Register baseRegister) =>
        "*" + Address(i, sign, baseRegister);

    private static string Address(Instruction i, char sign, Register baseRegister) =>
        $"({Type(i, sign)} *)(r{(int)baseRegister} {i.Offset:+0;-0})";

    private static string Type(Instruction i, char sign) => SizeBits(i) switch
    {
        Opcode.B => $"{sign}8",
        Opcode.H => $"{sign}16",
        Opcode.W => $"{sign}32",
        _ => $"{sign}64",
    };

    private static int SizeBits(Instruction i) => i.Opcode & Opcode.Dw;
}
