using Ebpf.Asm;
using Ebpf.Btf;
using Ebpf.Objects;
using Linux.Processes;
using static Ebpf.Asm.Register;

namespace Ebpf.Features;

/// <summary>The smallest programs that ask a kernel for something, and what they are aimed at.</summary>
internal static class ProbePrograms
{
    internal const string Name = "probe";

    internal const int XdpPass = 2;

    /// <summary>What loading an XDP program takes.</summary>
    internal static readonly Capability[] XdpTakes = [Capability.Bpf, Capability.NetAdmin];

    /// <summary>What loading a program that is aimed at an XDP program takes, that one's loading included.</summary>
    internal static readonly Capability[] TracingTakes = [Capability.Bpf, Capability.Perfmon, Capability.NetAdmin];

    internal static ProgramSpec Pass { get; } = Xdp(new Assembler().Mov(R0, XdpPass).Exit());

    internal static ProgramSpec Xdp(Assembler code) => new() { Name = Name, Type = ProgramType.Xdp, Code = code.Assemble() };

    /// <summary>With the types that make it a target.</summary>
    internal static ProgramSpec WithTypes(ProgramSpec program, out BtfTypeId function)
    {
        (var types, function) = XdpProgramBtf.Create(Name);
        return program with { Btf = types, Functions = [new FunctionInfo(0, function.Value)] };
    }

    internal static BpfProgram Load(ProgramSpec program) => BpfProgram.Load(program, new Dictionary<string, BpfMap>());

    /// <summary>The kernel takes the program: that is the whole answer.</summary>
    internal static FeatureSupport TryLoad(ProgramSpec program)
    {
        Load(program).Dispose();
        return FeatureSupport.Supported;
    }

    /// <summary>Loads a program that is aimed at the main function of an XDP program made for it.</summary>
    /// <returns>What <paramref name="ask"/> says with the program at hand.</returns>
    internal static FeatureSupport Aim(ProgramSpec program, Func<BpfProgram, FeatureSupport> ask)
    {
        using var target = Load(WithTypes(Pass, out var function));
        using var aimed = Load(program with { AttachTarget = target, AttachBtfId = function });
        return ask(aimed);
    }
}
