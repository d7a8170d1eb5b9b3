namespace ClassicBpf.Analysis;

/// <summary>Which of A, X and the words of M a program may read before it has written them: those have to be made 0 first.</summary>
internal sealed class ClassicInitialState
{
    private const int ABit = 1 << ClassicProgram.MemoryWords, XBit = ABit << 1;

    private readonly int _read;

    private ClassicInitialState(int read) => _read = read;

    public bool ReadsA => (_read & ABit) != 0;

    public bool ReadsX => (_read & XBit) != 0;

    public bool ReadsMemory(int word) => (_read & 1 << word) != 0;

    /// <summary>Follows a program without loops along all its ways.</summary>
    public static ClassicInitialState Of(ClassicProgram program)
    {
        // Bits of what is written on every way to an instruction; nothing leads to one that has them all.
        var written = new int[program.Instructions.Length];
        written.AsSpan(1).Fill(-1);
        var read = 0;
        for (var i = 0; i < written.Length; i++)
        {
            var instruction = program.Instructions[i];
            if (written[i] == -1)
                continue;
            read |= Reads(instruction) & ~written[i];
            var after = written[i] | Writes(instruction);
            foreach (var next in program.Following(i))
                written[next] &= after;
        }

        return new(read);
    }

    private static int Reads(ClassicInstruction instruction) =>
        (instruction.ReadsA ? ABit : 0) | (instruction.ReadsX ? XBit : 0)
        | (instruction.Code is ClassicCode.LdMem or ClassicCode.LdxMem ? 1 << (int)instruction.K : 0);

    private static int Writes(ClassicInstruction instruction) =>
        (instruction.WritesA ? ABit : 0) | (instruction.WritesX ? XBit : 0)
        | (instruction.Code is ClassicCode.St or ClassicCode.Stx ? 1 << (int)instruction.K : 0);
}
