using Ebpf.Btf;
using Ebpf.Objects;

namespace Capture.Targets;

/// <summary>Makes of what the kernel tells of a program what there is to know of it here.</summary>
/// <param name="Program">The program.</param>
/// <param name="Btf">Its type information; null where it has none that can be read.</param>
internal readonly record struct ProgramDescription(XdpProgram Program, BtfBlob? Btf)
{
    private const string ContextType = "xdp_md";
    private const int MostArguments = 5; // MAX_BPF_FUNC_REG_ARGS: those that registers carry

    /// <param name="info">The program, which is held open meanwhile: its type information goes with it.</param>
    public static ProgramDescription Of(ProgramInfo info)
    {
        var program = new XdpProgram(info.Id)
        {
            Name = info.Name,
            Tag = info.Tag,
            IsExtension = info.Type == ProgramType.Extension,
            IsOffloaded = info.OffloadIfIndex != 0,
            HasBtf = info.BtfId != 0,
        };
        if (!program.HasBtf)
            return new(program, null);
        try
        {
            var btf = BtfObject.LoadById(info.BtfId);
            var functions = info.Functions.Select(function => Describe(btf, function)).ToList();
            return new(program with { Functions = functions, OtherFunctions = Others(btf, functions) }, btf);
        }
        catch (Exception unreadable) when (unreadable is BtfFormatException or BpfException)
        {
            return new(program with { BtfProblem = unreadable.Message }, null);
        }
    }

    private static ProgramFunction Describe(BtfBlob btf, FunctionInfo info)
    {
        var id = new BtfTypeId(info.TypeId);
        var function = btf.GetFunction(id);
        return new ProgramFunction(id, function.Name, HasTypedContext(btf, function), function.Parameters.Count)
        {
            IsStatic = function.Linkage == BtfLinkage.Static,
            ReturnsNumber = IsNumber(btf, function.ReturnType) && function.Parameters.Count <= MostArguments
                && function.Parameters.All(parameter => IsNumber(btf, parameter.Type) || IsPointer(btf, parameter.Type)),
            Start = info.InstructionOffset,
        };
    }

    /// <summary>Whether it is a number that fits into a register.</summary>
    private static bool IsNumber(BtfBlob btf, BtfTypeId id) =>
        btf.GetType(btf.Resolve(id)) is { Kind: BtfKind.Integer or BtfKind.Enum or BtfKind.Enum64, SizeOrType: <= sizeof(ulong) };

    private static bool IsPointer(BtfBlob btf, BtfTypeId id) => btf.GetType(btf.Resolve(id)).Kind == BtfKind.Pointer;

    private static bool HasTypedContext(BtfBlob btf, BtfFunction function)
    {
        if (function.Parameters.Count == 0)
            return false;
        var pointer = btf.GetType(btf.Resolve(function.Parameters[0].Type));
        return pointer.Kind == BtfKind.Pointer
            && btf.GetType(btf.Resolve(pointer.Referenced)) is { Kind: BtfKind.Struct, Name: ContextType };
    }

    private static List<string> Others(BtfBlob btf, List<ProgramFunction> own)
    {
        var known = own.Select(function => function.Id).ToHashSet();
        var others = new List<string>();
        for (uint id = 1; id <= btf.TypeCount; id++)
        {
            var type = btf.GetType(new BtfTypeId(id));
            if (type.Kind == BtfKind.Function && type.Linkage != BtfLinkage.External && !known.Contains(type.Id))
                others.Add(type.Name);
        }

        return others;
    }
}
