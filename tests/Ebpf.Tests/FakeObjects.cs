using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ebpf.Btf;
using Ebpf.Objects;
using Ebpf.Sys;
using Linux;

namespace Ebpf.Tests;

/// <summary>A kernel with programs, links, maps and pins as a test puts them there; whatever is not there is gone (ENOENT).</summary>
internal sealed unsafe class FakeObjects : IDisposable
{
    private readonly Dictionary<int, object> _open = [];

    public FakeObjects() => Kernel = new FakeKernel()
        .On(BpfCommand.ProgramGetDescriptorById, (bytes, _) => Open(Programs, bytes))
        .On(BpfCommand.MapGetDescriptorById, (bytes, _) => Open(Maps, bytes))
        .On(BpfCommand.LinkGetDescriptorById, (bytes, _) => Open(Links, bytes))
        .On(BpfCommand.BtfGetDescriptorById, (bytes, _) => Open(Types, bytes))
        .On(BpfCommand.LinkGetNextId, NextLink)
        .On(BpfCommand.ObjectGet, GetPin)
        .On(BpfCommand.MapLookupElement, Lookup)
        .On(BpfCommand.ObjectGetInfoByDescriptor, Info);

    public FakeKernel Kernel { get; }

    public SortedDictionary<uint, ProgramInfo> Programs { get; } = [];

    public SortedDictionary<uint, LinkInfo> Links { get; } = [];

    public SortedDictionary<uint, byte[]> Maps { get; } = [];

    public SortedDictionary<uint, BtfBlob> Types { get; } = [];

    public Dictionary<string, uint> Pins { get; } = [];

    /// <summary>Paths that were asked for, in order.</summary>
    public List<string> AskedPins { get; } = [];

    /// <summary>Called at each step of a walk over links: lets objects come and go.</summary>
    public Action? Meanwhile { get; set; }

    public void AddExtension(uint linkId, uint programId, uint? target, uint? function) => Links[linkId] = new LinkInfo
    {
        Id = linkId,
        Type = LinkType.Tracing,
        ProgramId = programId,
        TargetObjectId = target,
        TargetBtfTypeId = function,
    };

    public void Dispose() => Kernel.Dispose();

    private int Open<T>(SortedDictionary<uint, T> objects, Span<byte> attributes) where T : class =>
        objects.TryGetValue(FakeKernel.As<IdAttributes>(attributes).Id, out var found) ? Give(found) : -Errno.ENOENT.Value;

    private int Give(object found)
    {
        var descriptor = FakeKernel.NewDescriptor();
        _open[descriptor] = found;
        return descriptor;
    }

    private int NextLink(Span<byte> attributes, int size)
    {
        Meanwhile?.Invoke();
        ref var ids = ref FakeKernel.As<IdAttributes>(attributes);
        foreach (var id in Links.Keys)
        {
            if (id <= ids.Id)
                continue;
            ids.NextId = id;
            return 0;
        }

        return -Errno.ENOENT.Value;
    }

    /// <summary>What opens a program as this kernel has them, for answers that only sometimes differ.</summary>
    public int OpenProgram(Span<byte> attributes) => Open(Programs, attributes);

    /// <summary>Notes which path is asked for.</summary>
    public string AskPin(Span<byte> attributes)
    {
        AskedPins.Add(Marshal.PtrToStringUTF8((nint)FakeKernel.As<ObjectPathAttributes>(attributes).Path)!);
        return AskedPins[^1];
    }

    private int GetPin(Span<byte> attributes, int size)
    {
        var path = AskPin(attributes);
        return Pins.TryGetValue(path, out var id) ? Give(Programs[id]) : -Errno.ENOENT.Value;
    }

    private int Lookup(Span<byte> attributes, int size)
    {
        ref var element = ref FakeKernel.As<MapElementAttributes>(attributes);
        var value = (byte[])_open[element.MapDescriptor];
        value.CopyTo(new Span<byte>(element.Value, value.Length));
        return 0;
    }

    private int Info(Span<byte> attributes, int size)
    {
        ref var info = ref FakeKernel.As<InfoAttributes>(attributes);
        switch (_open[info.Descriptor])
        {
            case ProgramInfo program:
                Fill(ref Unsafe.AsRef<ProgramInfoRecord>(info.Info), program);
                break;
            case LinkInfo link:
                Fill(ref Unsafe.AsRef<LinkInfoRecord>(info.Info), link);
                break;
            case byte[] value:
                ref var map = ref Unsafe.AsRef<MapInfoRecord>(info.Info);
                (map.Type, map.KeySize, map.ValueSize, map.MaxEntries) = ((uint)MapType.Array, 4, (uint)value.Length, 1);
                break;
            case BtfBlob btf:
                ref var record = ref Unsafe.AsRef<BtfInfoRecord>(info.Info);
                if (record.Btf is not null)
                    btf.Bytes.Span.CopyTo(new Span<byte>(record.Btf, (int)record.BtfSize));
                record.BtfSize = (uint)btf.Bytes.Length;
                break;
        }

        return 0;
    }

    private static void Fill(ref ProgramInfoRecord record, ProgramInfo program)
    {
        (record.Id, record.Type, record.BtfId) = (program.Id, (uint)program.Type, program.BtfId);
        record.InterfaceIndex = program.OffloadIfIndex;
        record.Name = ObjectNames.ToRecord(program.Name);
        for (var i = 0; i < 8; i++)
            record.Tag[i] = Convert.ToByte(program.Tag.Substring(i * 2, 2), 16);
        for (var i = 0; i < program.Functions.Count && record.FunctionInfo is not null; i++)
            program.Functions[i].WriteTo(new Span<byte>(record.FunctionInfo + i * FunctionInfo.Size, FunctionInfo.Size));
        for (var i = 0; i < program.MapIds.Count && record.MapIds is not null; i++)
            record.MapIds[i] = program.MapIds[i];
        (record.FunctionInfoCount, record.FunctionInfoRecordSize) = ((uint)program.Functions.Count, FunctionInfo.Size);
        record.MapIdCount = (uint)program.MapIds.Count;
    }

    private static void Fill(ref LinkInfoRecord record, LinkInfo link)
    {
        (record.Id, record.Type, record.ProgramId) = (link.Id, (uint)link.Type, link.ProgramId);
        record.TracingAttachType = (uint)(link.AttachType ?? 0);
        record.TracingTargetObjectId = link.TargetObjectId ?? 0;
        record.TracingTargetBtfId = link.TargetBtfTypeId ?? 0;
    }
}
