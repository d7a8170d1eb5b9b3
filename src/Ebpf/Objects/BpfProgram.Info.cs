using Ebpf.Sys;

namespace Ebpf.Objects;

public sealed unsafe partial class BpfProgram
{
    /// <summary>Asks the kernel about the program.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public ProgramInfo GetInfo()
    {
        // The first call gives the counts, the second fills arrays of that length. Pointers and counts of everything else
        // stay 0 in the second, or the kernel would take the first one's answers for requests.
        ProgramInfoRecord record = default;
        ObjectIds.ReadInfo(Handle, ref record, "program");

        uint[] mapIds = new uint[record.MapIdCount];
        int functionSize = checked((int)record.FunctionInfoRecordSize);
        byte[] functions = new byte[checked((int)record.FunctionInfoCount * functionSize)];
        if (mapIds.Length > 0 || functions.Length > 0)
        {
            fixed (uint* mapIdStart = mapIds)
            fixed (byte* functionStart = functions)
            {
                record = new ProgramInfoRecord
                {
                    MapIdCount = (uint)mapIds.Length,
                    MapIds = mapIdStart,
                    FunctionInfoCount = record.FunctionInfoCount,
                    FunctionInfoRecordSize = record.FunctionInfoRecordSize,
                    FunctionInfo = functionStart,
                };
                ObjectIds.ReadInfo(Handle, ref record, "program");
            }
        }

        return new ProgramInfo
        {
            Id = record.Id,
            Type = (ProgramType)record.Type,
            Tag = Convert.ToHexStringLower(new ReadOnlySpan<byte>(record.Tag, 8)),
            Name = ObjectNames.FromRecord(record.Name),
            BtfId = record.BtfId,
            Functions = ReadFunctions(functions, functionSize),
            // A map may have been bound to the program between the calls: no more than there was room for.
            MapIds = mapIds[..(int)Math.Min(record.MapIdCount, (uint)mapIds.Length)],
            OffloadIfIndex = record.InterfaceIndex,
            CompiledLength = (int)record.CompiledLength,
            LoadTimeNanoseconds = record.LoadTime,
            CreatedByUserId = record.CreatedByUserId,
            IsGplCompatible = (record.IsGplCompatible & 1) != 0,
            RunTimeNanoseconds = record.RunTime,
            RunCount = record.RunCount,
            RecursionMisses = record.RecursionMisses,
            VerifiedInstructions = record.VerifiedInstructions,
            AttachBtfObjectId = record.AttachBtfObjectId,
            AttachBtfId = record.AttachBtfId,
        };
    }

    /// <summary>
    /// Reads the program's instructions as the kernel runs them: after the verifier's changes, 8 bytes each. A call of one of its functions
    /// tells the target in its offset (jit_subprogs in kernel/bpf/verifier.c).
    /// </summary>
    /// <returns>Empty where the kernel does not hand them over: it takes CAP_BPF, and more where constants are hidden from the JIT's
    /// readers (net.core.bpf_jit_harden) and addresses from everyone (kernel.kptr_restrict).</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public byte[] ReadTranslated()
    {
        ProgramInfoRecord record = default;
        ObjectIds.ReadInfo(Handle, ref record, "program");
        byte[] instructions = new byte[checked((int)record.TranslatedLength)];
        if (instructions.Length == 0)
            return [];
        fixed (byte* start = instructions)
        {
            record = new ProgramInfoRecord { TranslatedLength = (uint)instructions.Length, Translated = start };
            ObjectIds.ReadInfo(Handle, ref record, "program");
        }

        // It says that it keeps them to itself by taking the address back.
        return record.Translated == null || record.TranslatedLength != (uint)instructions.Length ? [] : instructions;
    }

    private static FunctionInfo[] ReadFunctions(ReadOnlySpan<byte> bytes, int recordSize)
    {
        if (bytes.IsEmpty)
            return [];
        var functions = new FunctionInfo[bytes.Length / recordSize];
        for (int i = 0; i < functions.Length; i++)
            functions[i] = FunctionInfo.ReadFrom(bytes[(i * recordSize)..]);
        return functions;
    }
}
