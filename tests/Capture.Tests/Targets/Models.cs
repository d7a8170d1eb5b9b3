using Capture.Targets;
using Ebpf.Btf;
using Ebpf.Xdp;
using Linux.Network;

namespace Capture.Tests.Targets;

/// <summary>Interfaces' programs as discovery would find them, without a kernel.</summary>
internal static class Models
{
    /// <summary>In the notation of <see cref="FakePrograms.Types"/>: the main function first, those after "|" not part of it.</summary>
    public static XdpProgram Program(uint id, params string[] functions) => new(id)
    {
        Name = Bare(functions[0])[..Math.Min(15, Bare(functions[0]).Length)],
        Tag = $"{id:x16}",
        Functions = [.. functions.TakeWhile(name => name != "|").Select((name, at) => Function(name, at))],
        OtherFunctions = [.. functions.SkipWhile(name => name != "|").Skip(1)],
    };

    public static AttachedProgram Plain(XdpProgram program, XdpMode mode = XdpMode.Native) => new(mode, program, []);

    /// <summary>libxdp's dispatcher of these programs; a single one in its own place.</summary>
    public static AttachedProgram Dispatcher(uint id, params XdpProgram[] components)
    {
        string[] slots = [.. Enumerable.Range(0, XdpDispatcher.MaximumPrograms).Select(XdpDispatcher.SlotName)];
        var program = Program(id, [XdpDispatcher.FunctionName, .. slots, "compat_test"]);
        var replaced = components.Length == 1 ? 0 : 1;
        List<XdpComponent> placed = [.. components.Select((component, slot) => Component(program, replaced + slot, component, slot))];
        return new AttachedProgram(XdpMode.Native, program, placed) { Dispatcher = Configuration(components.Length) };
    }

    /// <summary>A program with another one in the place of a function.</summary>
    public static AttachedProgram Extended(XdpProgram program, int function, XdpProgram by, int? slot = null) =>
        new(XdpMode.Native, program, [Component(program, function, by, slot)]);

    private static XdpComponent Component(XdpProgram target, int function, XdpProgram program, int? slot) =>
        new(program, target.Functions[function].Id, target.Functions[function].Name)
        {
            Slot = slot,
            Priority = (uint?)(slot * 10),
            ChainActions = slot is null ? null : 4,
        };

    public static XdpDispatcher Configuration(int count) => new()
    {
        Version = 2,
        ProgramCount = count,
        RunPriorities = [.. Enumerable.Range(0, count).Select(slot => (uint)slot * 10)],
        ChainCallActions = [.. Enumerable.Repeat(4u, count)],
    };

    public static InterfacePrograms On(params AttachedProgram[] attached) =>
        new(FakePrograms.Interface([.. attached.Select(one => new XdpAttachment(one.Mode, one.Program.Id))]), attached);

    private static string Bare(string function) => function.TrimEnd('*').Split('(')[0];

    private static ProgramFunction Function(string declared, int at)
    {
        var typed = !declared.EndsWith('*') && !declared.EndsWith(')');
        var parameters = declared.EndsWith("()", StringComparison.Ordinal) ? 0 : 1;
        return new ProgramFunction(new BtfTypeId((uint)at + 100), Bare(declared), typed, parameters);
    }
}
