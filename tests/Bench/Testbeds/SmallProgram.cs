using Ebpf.Asm;
using Ebpf.Objects;
using Ebpf.Xdp;
using Linux.Network;

namespace Bench.Testbeds;

/// <summary>An XDP program of the bench's own, attached to an interface of a testbed.</summary>
internal sealed class SmallProgram : IDisposable
{
    private const int LoopbackIndex = 1;

    private readonly BpfLink _link;
    private readonly BpfMap? _map;

    private SmallProgram(Testbed testbed, ProgramSpec spec, BpfMap? map, int ifIndex, XdpMode mode)
    {
        _map = map;
        Program = BpfProgram.Load(spec, map is null ? [] : new Dictionary<string, BpfMap> { [LimitProgram.Counts] = map });
        _link = testbed.Network.Inside(() => BpfLink.AttachXdp(Program, ifIndex, mode));
    }

    public BpfProgram Program { get; }

    /// <summary>At a receiver: passes every packet on, the least a program can do that both tools' programs do too.</summary>
    public static SmallProgram Passing(Testbed testbed, Receiver receiver) =>
        new(testbed, Returning(XdpAction.Pass, ProgramFlags.XdpHasFragments), null, receiver.Index, XdpMode.Native);

    /// <summary>At a receiver: reads a byte of each cache line of packets of a length.</summary>
    public static SmallProgram Reading(Testbed testbed, Receiver receiver, int frameLength) =>
        new(testbed, LimitProgram.For(frameLength), LimitProgram.CreateCounts(frameLength), receiver.Index, XdpMode.Native);

    /// <summary>
    /// For test runs: sends out what it is given. Attached where it sees no packet, since a program that is attached somewhere is
    /// already known to the kernel's dispatcher of XDP programs, and each test run of another one patches that: some 14 ms.
    /// </summary>
    public static SmallProgram Sending(Testbed testbed) =>
        new(testbed, Returning(XdpAction.Tx, ProgramFlags.None), null, LoopbackIndex, XdpMode.Generic);

    /// <summary>Packets that a reading program has read from beginning to end.</summary>
    public ulong Read => LimitProgram.CountIn(_map!);

    public void Dispose()
    {
        _link.Dispose();
        Program.Dispose();
        _map?.Dispose();
    }

    private static ProgramSpec Returning(XdpAction action, ProgramFlags flags) => new()
    {
        Name = "bench",
        Type = ProgramType.Xdp,
        Flags = flags,
        Code = new Assembler().Mov(Register.R0, (int)action).Exit().Assemble(),
    };
}
