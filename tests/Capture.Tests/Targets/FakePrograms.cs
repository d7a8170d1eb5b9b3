using Ebpf.Btf;
using Ebpf.Objects;
using Ebpf.Tests;
using Ebpf.Xdp;
using Linux.Network;

namespace Capture.Tests.Targets;

/// <summary>Programs as xdp-loader would leave them in a kernel: with types, functions, a dispatcher's map and links.</summary>
internal static class FakePrograms
{
    /// <summary>BTF of a program of these functions; the main one first. "f(int)" gets a number, "f()" nothing, "f*" void *, others
    /// struct xdp_md *.</summary>
    public static (BtfBlob Btf, IReadOnlyDictionary<string, uint> Ids) Types(params IEnumerable<string> functions)
    {
        var builder = new BtfBuilder();
        var number = builder.AddInteger("int", 4, signed: true);
        var context = builder.AddPointer(builder.AddConst(builder.AddStruct("xdp_md", 4, new BtfMember("data", number, 0))));
        var anything = builder.AddPointer(BtfTypeId.Void);
        var ids = new Dictionary<string, uint>();
        foreach (var declared in functions)
        {
            var name = declared.TrimEnd('*').Split('(')[0];
            BtfParameter[] parameters = declared.EndsWith("()", StringComparison.Ordinal)
                ? []
                : [new("ctx", declared.EndsWith('*') ? anything : declared.EndsWith("(int)", StringComparison.Ordinal) ? number : context)];
            var prototype = builder.AddFunctionPrototype(number, parameters);
            ids[name] = builder.AddFunction(name, prototype, BtfLinkage.Global).Value;
        }

        return (builder.Build(), ids);
    }

    /// <summary>Adds a program of these functions, whose id its BTF has too.</summary>
    /// <param name="kernel">Where.</param>
    /// <param name="id">Its id.</param>
    /// <param name="functions">As for <see cref="Types"/>; those after "|" are in the BTF only.</param>
    public static void Add(FakeObjects kernel, uint id, params string[] functions)
    {
        var (btf, ids) = Types(functions.Where(name => name != "|"));
        kernel.Types[id] = btf;
        kernel.Programs[id] = new ProgramInfo
        {
            Id = id,
            Type = ProgramType.Xdp,
            Name = ids.Keys.First(),
            Tag = $"{id:x16}",
            BtfId = id,
            Functions = [.. functions.TakeWhile(name => name != "|")
                .Select((name, at) => new FunctionInfo((uint)at * 8, ids[name.TrimEnd('*').Split('(')[0]]))],
        };
    }

    /// <summary>Adds libxdp's dispatcher (version 2) of these components, as programs of type EXT with links to its functions.</summary>
    public static void AddDispatcher(
        FakeObjects kernel, uint id, bool targetsAreTold, params (uint Id, string Function, uint Priority)[] components)
    {
        string[] slots = [.. Enumerable.Range(0, XdpDispatcher.MaximumPrograms).Select(XdpDispatcher.SlotName)];
        Add(kernel, id, [XdpDispatcher.FunctionName, .. slots, "compat_test"]);
        var map = new byte[124];
        (map[0], map[1], map[2]) = (236, 2, (byte)components.Length);
        for (var slot = 0; slot < components.Length; slot++)
        {
            var (component, function, priority) = components[slot];
            BitConverter.TryWriteBytes(map.AsSpan(4 + slot * 4), 0x80000004);
            BitConverter.TryWriteBytes(map.AsSpan(44 + slot * 4), priority);
            Add(kernel, component, function);
            kernel.Programs[component] = kernel.Programs[component] with { Type = ProgramType.Extension };
            var replaced = components.Length == 1 ? 0 : slot + 1;
            kernel.AddExtension(
                component + 1000, component, targetsAreTold ? id : null, kernel.Programs[id].Functions[replaced].TypeId);
        }

        kernel.Maps[id] = map;
        kernel.Programs[id] = kernel.Programs[id] with { MapIds = [id] };
    }

    public static NetworkInterface Interface(params XdpAttachment[] attachments) => new(4, "eth0", null, true, 1500, attachments);
}
