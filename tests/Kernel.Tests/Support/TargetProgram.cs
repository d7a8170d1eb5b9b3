using Ebpf.Asm;
using Ebpf.Btf;
using Ebpf.Objects;
using Linux.Network;
using static Ebpf.Asm.Register;

namespace Kernel.Tests.Support;

/// <summary>What an XDP program under test looks like and does.</summary>
internal sealed record TargetSpec
{
    public string FunctionName { get; init; } = "xdp_test_target_with_a_long_name";

    /// <summary>The action it returns, unless <see cref="ActionFromByte"/> says otherwise.</summary>
    public uint Action { get; init; } = 2;

    /// <summary>Return the packet's byte at this offset as the action.</summary>
    public int? ActionFromByte { get; init; }

    /// <summary>Set the packet's byte at this offset to 0xee.</summary>
    public int? Rewrite { get; init; }

    /// <summary>Set the packet's byte at this offset to 0xee by helper, in whatever buffer it is (5.18).</summary>
    public int? Store { get; init; }

    /// <summary>Cut so many bytes off the packet's end.</summary>
    public int Shorten { get; init; }

    /// <summary>Cut so many bytes off the packet's beginning, and append as many zeros.</summary>
    public int Shift { get; init; }

    /// <summary>Take packets in several buffers (5.18).</summary>
    public bool SeveralBuffers { get; init; }

    /// <summary>Declare <c>void *ctx</c>.</summary>
    public bool UntypedContext { get; init; }

    public bool WithBtf { get; init; } = true;

    public bool WithFunctionInfo { get; init; } = true;
}

/// <summary>A loaded XDP program that counts what it sees.</summary>
internal sealed class TargetProgram : IDisposable
{
    private readonly BpfMap _counter;
    private readonly List<BpfLink> _links = [];

    public TargetProgram(TargetSpec spec)
    {
        Spec = spec;
        _counter = BpfMap.Create(new MapSpec(MapType.Array, 4, 8, 1, Name: "seen"));
        var (btf, function) = XdpProgramBtf.Create(spec.FunctionName, spec.UntypedContext);
        Program = BpfProgram.Load(
            new ProgramSpec
            {
                Name = spec.FunctionName,
                Type = ProgramType.Xdp,
                Flags = spec.SeveralBuffers ? ProgramFlags.XdpHasFragments : ProgramFlags.None,
                Code = Emit(spec),
                Btf = spec.WithBtf ? btf : null,
                Functions = spec.WithBtf && spec.WithFunctionInfo ? [new FunctionInfo(0, function.Value)] : [],
            },
            new Dictionary<string, BpfMap> { ["seen"] = _counter });
    }

    public TargetSpec Spec { get; }

    public BpfProgram Program { get; }

    public uint Id => Program.GetInfo().Id;

    /// <summary>Packets it has run for, on all CPUs.</summary>
    public ulong Seen
    {
        get
        {
            Span<byte> value = stackalloc byte[8];
            _counter.Lookup(stackalloc byte[4], value);
            return BitConverter.ToUInt64(value);
        }
    }

    /// <summary>Loads and attaches to the network's receiver.</summary>
    public static TargetProgram On(TestNetwork network, TargetSpec? spec = null, XdpMode mode = XdpMode.Native)
    {
        var target = new TargetProgram(spec ?? new TargetSpec());
        target.Attach(network, TestNetwork.Receiver, mode);
        return target;
    }

    public void Attach(TestNetwork network, string interfaceName, XdpMode mode = XdpMode.Native)
    {
        var index = network.Interface(interfaceName).Index;
        _links.Add(network.Inside(() => BpfLink.AttachXdp(Program, index, mode)));
    }

    /// <summary>Lets another program take this one's place where it came last, without a moment in which there is none.</summary>
    public void ReplaceBy(TargetProgram other)
    {
        _links[^1].Update(other.Program);
        other._links.Add(_links[^1]);
        _links.RemoveAt(_links.Count - 1);
    }

    /// <summary>Takes it off all interfaces; it stays loaded.</summary>
    public void Detach()
    {
        _links.ForEach(link => link.Dispose());
        _links.Clear();
    }

    public void Dispose()
    {
        Detach();
        Program.Dispose();
        _counter.Dispose();
    }

    private static BpfCode Emit(TargetSpec spec)
    {
        var asm = new Assembler().Label(out var ready).Label(out var done);
        asm.Mov(R6, R1);
        asm.StoreImmediate(MemorySize.Word, R10, -4, 0).Mov(R2, R10).Add(R2, -4).LoadMap(R1, "seen").Call(Helper.MapLookupElement);
        asm.JumpIf(JumpCondition.Equal, R0, 0, ready);
        asm.Mov(R1, 1).AtomicAdd(MemorySize.Double, R0, 0, R1);
        asm.Mark(ready).Mov(R0, (int)spec.Action);

        var last = Math.Max(spec.ActionFromByte ?? -1, spec.Rewrite ?? -1);
        if (last >= 0)
        {
            asm.Load(MemorySize.Word, R2, R6, 0).Load(MemorySize.Word, R3, R6, 4);
            asm.Mov(R4, R2).Add(R4, last + 1).JumpIf(JumpCondition.Greater, R4, R3, done);
            if (spec.ActionFromByte is { } at)
                asm.Load(MemorySize.Byte, R0, R2, (short)at);
            if (spec.Rewrite is { } rewritten)
                asm.StoreImmediate(MemorySize.Byte, R2, (short)rewritten, 0xee);
        }

        asm.Mark(done).Mov(R7, R0);
        if (spec.Store is { } stored)
        {
            asm.StoreImmediate(MemorySize.Byte, R10, -8, 0xee);
            asm.Mov(R1, R6).Mov(R2, stored).Mov(R3, R10).Add(R3, -8).Mov(R4, 1).Call(Helper.XdpStoreBytes);
        }

        if (spec.Shift > 0)
        {
            asm.Mov(R1, R6).Mov(R2, spec.Shift).Call(Helper.XdpAdjustHead);
            asm.Mov(R1, R6).Mov(R2, spec.Shift).Call(Helper.XdpAdjustTail);
        }

        if (spec.Shorten > 0)
            asm.Mov(R1, R6).Mov(R2, -spec.Shorten).Call(Helper.XdpAdjustTail);
        return asm.Mov(R0, R7).Exit().Assemble();
    }
}
