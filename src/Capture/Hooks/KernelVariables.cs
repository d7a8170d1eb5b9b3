using System.Globalization;
using Ebpf.Asm;
using Ebpf.Objects;
using Linux;
using static Capture.Emission.Sizes;
using static Ebpf.Asm.Register;

namespace Capture.Hooks;

/// <summary>What became of reading a variable of the kernel.</summary>
internal enum VariableAnswer
{
    /// <summary>Here is its value.</summary>
    Known,

    /// <summary>The kernel has it and does not tell this process where.</summary>
    Hidden,

    /// <summary>This kernel has no such symbol, or keeps no names of variables (CONFIG_KALLSYMS_ALL).</summary>
    Unknown,

    /// <summary>Kernel memory is not to be read.</summary>
    Unreadable,
}

/// <summary>Reads 64-bit variables of the kernel by their names.</summary>
/// <remarks>
/// A BPF program does it: the kernel finds a symbol a thousand times faster than a reader of /proc/kallsyms, which is five megabytes of
/// text made up line by line. Only where such programs are not to be had (they came with 5.14, the helper with 5.16) the addresses are
/// taken from there. Either tells addresses to those that kptr_restrict allows: with 0 to everyone while perf_event_paranoid is
/// at most 1, with 0 and 1 to CAP_SYSLOG, with 2 to nobody (kallsyms_show_value in kernel/ksyms_common.c).
/// </remarks>
internal static class KernelVariables
{
    private const string SymbolList = "/proc/kallsyms";
    private const string AnswersMap = "answers";
    private const int AnswerSize = 16; // u64 value, s64 status
    private const short Address = -8;

    /// <summary>Reads them all: what stopped the first one that could not be read stops them all.</summary>
    /// <exception cref="SystemCallException">Not even the map for the answers can be made.</exception>
    public static VariableAnswer Read(ReadOnlySpan<string> names, out ulong[] values)
    {
        try
        {
            return Run(ByName(names), names.Length, out values);
        }
        catch (BpfException)
        {
            return ReadListed(names, out values);
        }
    }

    /// <summary>As <see cref="Read"/>, by the list of symbols.</summary>
    internal static VariableAnswer ReadListed(ReadOnlySpan<string> names, out ulong[] values)
    {
        values = [];
        ulong[]? addresses;
        try
        {
            addresses = Find(File.ReadLines(SymbolList), names);
        }
        catch (IOException)
        {
            return VariableAnswer.Unknown; // built without CONFIG_KALLSYMS
        }
        catch (UnauthorizedAccessException)
        {
            return VariableAnswer.Hidden;
        }

        if (addresses is null)
            return VariableAnswer.Unknown;
        if (addresses.Contains(0ul))
            return VariableAnswer.Hidden;
        try
        {
            return Run(ByAddress(addresses), addresses.Length, out values);
        }
        catch (BpfException)
        {
            return VariableAnswer.Unreadable;
        }
    }

    /// <summary>Addresses of symbols in lines of "ffffffff82415730 D vmemmap_base"; hidden ones are 0. Null when one is not there.</summary>
    internal static ulong[]? Find(IEnumerable<string> lines, ReadOnlySpan<string> names)
    {
        var addresses = new ulong[names.Length];
        var found = 0;
        foreach (var line in lines)
        {
            var name = line.AsSpan(line.LastIndexOf(' ') + 1);
            for (var i = 0; i < names.Length; i++)
            {
                if (!name.SequenceEqual(names[i]))
                    continue;
                var address = line.AsSpan(0, Math.Max(line.IndexOf(' ', StringComparison.Ordinal), 0));
                if (!ulong.TryParse(address, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out addresses[i]))
                    return null; // no such list as the kernel's
                if (++found == names.Length)
                    return addresses;
            }
        }

        return null;
    }

    private static VariableAnswer Run(ProgramSpec spec, int count, out ulong[] values)
    {
        using var answers = BpfMap.Create(new MapSpec(MapType.Array, sizeof(uint), (uint)(count * AnswerSize), 1, 0, AnswersMap));
        using var program = BpfProgram.Load(spec, new Dictionary<string, BpfMap> { [AnswersMap] = answers });
        // A syscall program takes no packet and no repetition; an XDP program wants the one, and counts no repetition as 1.
        program.TestRun(new TestRunOptions { Data = spec.Type == ProgramType.Xdp ? new byte[64] : default, Repeat = 0 });

        var bytes = new byte[count * AnswerSize];
        answers.Lookup(new byte[sizeof(uint)], bytes);
        values = new ulong[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = BitConverter.ToUInt64(bytes, i * AnswerSize);
            var status = new Errno((int)-BitConverter.ToInt64(bytes, i * AnswerSize + sizeof(ulong)));
            if (status.IsError)
            {
                return status == Errno.EPERM ? VariableAnswer.Hidden
                    : status == Errno.ENOENT ? VariableAnswer.Unknown
                    : VariableAnswer.Unreadable;
            }
        }

        return VariableAnswer.Known;
    }

    /// <summary>The kernel looks the names up itself.</summary>
    private static ProgramSpec ByName(ReadOnlySpan<string> names)
    {
        var asm = new Assembler();
        for (var i = 0; i < names.Length; i++)
        {
            asm.Label(out var failed, "failed");
            asm.Comment(names[i]);
            var text = System.Text.Encoding.ASCII.GetBytes(names[i] + '\0');
            var place = checked((short)(Address - (text.Length + 7 & ~7)));
            for (var at = 0; at < text.Length; at++)
                asm.StoreImmediate(MemorySize.Byte, R10, (short)(place + at), text[at]);
            asm.StoreImmediate(U64, R10, Address, 0);
            asm.Mov(R1, R10).Add(R1, place);
            asm.Mov(R2, text.Length);
            asm.Mov(R3, 0);
            asm.Mov(R4, R10).Add(R4, Address);
            asm.Call(Helper.KallsymsLookupName);
            asm.JumpIf(JumpCondition.NotEqual, R0, 0, failed);
            asm.Load(U64, R3, R10, Address);
            EmitRead(asm, i);
            asm.Mark(failed);
            EmitStatus(asm, i);
        }

        return Spec(ProgramType.Syscall, ProgramFlags.Sleepable, asm);
    }

    private static ProgramSpec ByAddress(ulong[] addresses)
    {
        var asm = new Assembler();
        for (var i = 0; i < addresses.Length; i++)
        {
            asm.LoadImmediate64(R3, addresses[i]);
            EmitRead(asm, i);
            EmitStatus(asm, i);
        }

        return Spec(ProgramType.Xdp, ProgramFlags.None, asm);
    }

    /// <summary>Answer = *R3; R0 = how that went.</summary>
    private static void EmitRead(Assembler asm, int index)
    {
        asm.LoadMapValue(R1, AnswersMap, (uint)(index * AnswerSize));
        asm.Mov(R2, sizeof(ulong));
        asm.Call(Helper.ProbeReadKernel);
    }

    private static void EmitStatus(Assembler asm, int index) =>
        asm.LoadMapValue(R1, AnswersMap, (uint)(index * AnswerSize)).Store(U64, R1, sizeof(ulong), R0);

    private static ProgramSpec Spec(ProgramType type, ProgramFlags flags, Assembler asm) => new()
    {
        Name = "xdpdump_lookup",
        Type = type,
        Flags = flags,
        Code = asm.Mov(R0, 0).Exit().Assemble(),
    };
}
