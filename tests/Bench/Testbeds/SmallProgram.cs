using Ebpf.Asm;
using Ebpf.Objects;
using Ebpf.Xdp;

namespace Bench.Testbeds;

/// <summary>An XDP program that does nothing but return an action, attached to an interface of a testbed.</summary>
internal sealed class SmallProgram : IDisposable
{
    private const int Pass = 2, Transmit = 3;

    private readonly BpfLink _link;

    private SmallProgram(Testbed testbed, int action, int ifIndex, XdpMode mode)
    {
        Program = BpfProgram.Load(
            new ProgramSpec { Name = "bench", Type = ProgramType.Xdp, Code = new Assembler().Mov(Register.R0, action).Exit().Assemble() },
            new Dictionary<string, BpfMap>());
        _link = testbed.Network.Inside(() => BpfLink.AttachXdp(Program, ifIndex, mode));
    }

    public BpfProgram Program { get; }

    /// <summary>On the receiver: passes every packet on, the least a program can do that both tools' programs do too.</summary>
    public static SmallProgram Passing(Testbed testbed) => new(testbed, Pass, testbed.Network.ReceiverIndex, XdpMode.Native);

    /// <summary>
    /// For test runs: sends out what it is given. Attached where it sees no packet, since a program that is attached somewhere is
    /// already known to the kernel's dispatcher of XDP programs, and each test run of another one patches that: some 14 ms.
    /// </summary>
    public static SmallProgram Sending(Testbed testbed) => new(testbed, Transmit, LoopbackIndex, XdpMode.Generic);

    private const int LoopbackIndex = 1;

    public void Dispose()
    {
        _link.Dispose();
        Program.Dispose();
    }
}
