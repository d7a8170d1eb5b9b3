using ClassicBpf;

namespace Capture.Filters;

/// <summary>Whether a filter for Ethernet asks for a VLAN tag in the packet: compares what stands where the first one would.</summary>
/// <remarks>
/// "vlan" does, as "not vlan", "ether proto 0x8100" and "ether[12:2] = 0x88a8" do. Tags further in are asked for behind the first one only.
/// </remarks>
internal static class VlanQuestion
{
    private const uint TypeOffset = 12;

    /// <summary>Follows what is in A through the program, along all its ways.</summary>
    public static bool IsAskedBy(ClassicProgram program)
    {
        if (program.HasLoop)
            return false; // refused anyway
        // Before each instruction: bytes of the type field that A may have, by their count as bits; 0 for anything else.
        var held = new int[program.Instructions.Length];
        for (var i = 0; i < held.Length; i++)
        {
            var instruction = program.Instructions[i];
            if (instruction.Code == ClassicCode.JeqK && IsTag(held[i], instruction.K))
                return true;
            var after = instruction switch
            {
                { Code: ClassicCode.LdAbs or ClassicCode.LdhAbs or ClassicCode.LdbAbs, K: TypeOffset } => instruction.LoadSize,
                { Code: ClassicCode.AndK } => held[i],
                { WritesA: true } => 0,
                _ => held[i],
            };
            foreach (var next in program.Following(i))
                held[next] |= after;
        }

        return false;
    }

    /// <summary>802.1Q, 802.1ad, and what came before that: the types that libpcap's "vlan" takes for tags.</summary>
    private static bool IsTag(int held, uint value) =>
        ((held & 4) != 0 && value >> 16 is 0x8100 or 0x88a8 or 0x9100)
        || ((held & 2) != 0 && value is 0x8100 or 0x88a8 or 0x9100)
        || ((held & 1) != 0 && value is 0x81 or 0x91);
}
