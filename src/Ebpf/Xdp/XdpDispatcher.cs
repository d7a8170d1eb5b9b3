using System.Runtime.InteropServices;
using Ebpf.Btf;
using Ebpf.Objects;

namespace Ebpf.Xdp;

/// <summary>
/// What libxdp's dispatcher knows of the programs it runs: an XDP program that calls its functions prog0, prog1, … one after the other,
/// in whose places libxdp puts the user's programs (freplace). With a single program it is the dispatcher's own function that is replaced.
/// </summary>
/// <remarks>
/// The numbers lie at the start of its .rodata map: <c>struct xdp_dispatcher_config</c> of libxdp's header xdp/prog_dispatcher.h. Version 1
/// (libxdp up to 1.2) has u8 num_progs_enabled, u32 chain_call_actions[10], u32 run_prios[10]; its number stands in the program's BTF only,
/// as the length of the array that a variable dispatcher_version points to. Version 2 has u8 magic 236, u8 version, u8 num_progs_enabled,
/// u8 is_xdp_frags, then the same arrays and u32 program_flags[10]. bpfman's dispatcher (xdp_dispatcher_v2) is laid out alike.
/// </remarks>
public sealed record XdpDispatcher
{
    /// <summary>Name of the dispatcher's function.</summary>
    public const string FunctionName = "xdp_dispatcher";

    /// <summary>Programs that one dispatcher has room for.</summary>
    public const int MaximumPrograms = 10;

    private const string SlotPrefix = "prog";
    private const string VersionVariable = "dispatcher_version";
    private const byte Magic = 236; // 'X' + 'D' + 'P'
    private const int ArraySize = MaximumPrograms * sizeof(uint);
    private const int ArraysOffset = 4; // both versions
    private const int Version1Size = ArraysOffset + 2 * ArraySize, Version2Size = ArraysOffset + 3 * ArraySize;
    private const uint DefaultReturn = 1u << 31; // stands for "this place has no program", and is always set

    /// <summary>
    /// Why the numbers are not known though the program is a dispatcher, the end of a sentence; null where they are. Then the other
    /// members say nothing: programs may well run in its slots.
    /// </summary>
    public string? Unknown { get; init; }

    /// <summary>The protocol's version, 1 or 2; 0 where it is not known here.</summary>
    public required int Version { get; init; }

    /// <summary>Programs it runs: in the order of their slots, 0 first.</summary>
    public required int ProgramCount { get; init; }

    /// <summary>Each program's priority, by slot; lower ones run first.</summary>
    public required IReadOnlyList<uint> RunPriorities { get; init; }

    /// <summary>The actions after which the next program runs, by slot: bit n stands for the <see cref="XdpAction"/> n.</summary>
    public required IReadOnlyList<uint> ChainCallActions { get; init; }

    /// <summary>Reads what a loaded program's map says, if the program is a dispatcher; null if it is none.</summary>
    /// <param name="program">The program, held open by the caller: its map goes with it.</param>
    /// <param name="btf">Its type information.</param>
    /// <remarks>One whose map cannot be read, or not be understood, is <see cref="Unknown"/>: all versions have a function prog0.</remarks>
    public static XdpDispatcher? TryRead(ProgramInfo program, BtfBlob btf)
    {
        if (program.Functions is not [var main, ..] || btf.GetFunction(new BtfTypeId(main.TypeId)).Name != FunctionName)
            return null;
        string? why = null;
        foreach (uint id in program.MapIds)
        {
            try
            {
                if (ReadMap(id) is not { } value)
                    continue;
                if (Parse(value, DeclaredVersion(btf)) is { } dispatcher)
                    return dispatcher;
                why = Explain(value);
            }
            catch (BpfException failure)
            {
                why = $"the map with its dispatcher's numbers cannot be read ({failure.Message})";
            }
        }

        return btf.Find(SlotName(0), BtfKind.Function) is null ? null : new XdpDispatcher
        {
            Unknown = why ?? "it has no map with its dispatcher's numbers",
            Version = 0,
            ProgramCount = 0,
            RunPriorities = [],
            ChainCallActions = [],
        };
    }

    /// <summary>The only value of a map; null if it has several, or is gone.</summary>
    private static byte[]? ReadMap(uint id)
    {
        using BpfMap? map = BpfMap.TryOpenById(id);
        if (map?.GetInfo() is not { Type: MapType.Array, MaxEntries: 1, KeySize: sizeof(uint) })
            return null;
        byte[] value = new byte[map.ValueLength];
        return map.Lookup(stackalloc byte[sizeof(uint)], value) ? value : null;
    }

    /// <summary>Why numbers are not read.</summary>
    private static string Explain(ReadOnlySpan<byte> value) => value switch
    {
        [Magic, 2, ..] when value.Length < Version2Size => $"its dispatcher's numbers are cut short ({value.Length} bytes of {Version2Size})",
        [Magic, 2, var count, ..] => $"its dispatcher's numbers make no sense ({count} programs)",
        [Magic, var version, ..] => $"version {version} of its dispatcher's protocol is not known here",
        _ => "its dispatcher's numbers are of a form that is not known here",
    };

    /// <summary>Reads the dispatcher's .rodata; null if it is not that of a known version.</summary>
    /// <param name="readOnlyData">The map's value.</param>
    /// <param name="declaredVersion">What the program's BTF says; null where it says nothing, as after a loader that prunes BTF.</param>
    public static XdpDispatcher? Parse(ReadOnlySpan<byte> readOnlyData, int? declaredVersion)
    {
        if (readOnlyData.Length >= Version2Size && readOnlyData[0] == Magic)
            return readOnlyData[1] == 2 ? Arrays(2, readOnlyData[2], readOnlyData) : null;
        bool first = declaredVersion is null ? readOnlyData.Length == Version1Size : declaredVersion == 1;
        return first && readOnlyData.Length >= Version1Size ? Arrays(1, readOnlyData[0], readOnlyData) : null;
    }

    /// <summary>The slot that a function of the dispatcher stands for: 3 for "prog3"; null for any other.</summary>
    public static int? SlotOf(string function) =>
        function.Length == SlotPrefix.Length + 1 && function.StartsWith(SlotPrefix, StringComparison.Ordinal)
            && char.IsAsciiDigit(function[^1])
            ? function[^1] - '0'
            : null;

    /// <summary>The function that stands for a slot.</summary>
    public static string SlotName(int slot) => $"{SlotPrefix}{slot}";

    /// <summary>The protocol version as a dispatcher's BTF tells it; null if it does not.</summary>
    public static int? DeclaredVersion(BtfBlob btf)
    {
        if (btf.Find(VersionVariable, BtfKind.Variable) is not { } variable)
            return null; // it is built without; the numbers' form tells as much
        BtfType pointer = btf.GetType(btf.Resolve(btf.GetType(variable).Referenced));
        if (pointer.Kind != BtfKind.Pointer)
            return null;
        BtfType array = btf.GetType(btf.Resolve(pointer.Referenced));
        return array.Kind == BtfKind.Array && array.Array.Length <= int.MaxValue ? (int)array.Array.Length : null;
    }

    private static XdpDispatcher? Arrays(int version, byte count, ReadOnlySpan<byte> bytes)
    {
        if (count > MaximumPrograms)
            return null;
        ReadOnlySpan<uint> actions = MemoryMarshal.Cast<byte, uint>(bytes.Slice(ArraysOffset, ArraySize));
        ReadOnlySpan<uint> priorities = MemoryMarshal.Cast<byte, uint>(bytes.Slice(ArraysOffset + ArraySize, ArraySize));
        uint[] chained = actions[..count].ToArray();
        for (int slot = 0; slot < chained.Length; slot++)
            chained[slot] &= ~DefaultReturn;
        return new XdpDispatcher
        {
            Version = version,
            ProgramCount = count,
            RunPriorities = priorities[..count].ToArray(),
            ChainCallActions = chained,
        };
    }
}
