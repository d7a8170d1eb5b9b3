using System.Runtime.InteropServices;
using Ebpf.Asm;
using Linux;
using static Ebpf.Asm.Register;

namespace Ebpf.Features;

/// <summary>What programs may consist of and what becomes of them.</summary>
public static class ProgramFeatures
{
    /// <summary>
    /// Types of programs with global functions, and bpf_func_info that names them, which make a program a target: Linux 5.6, commit
    /// 51c39bb1d5d1 (types of functions at all: 5.0).
    /// </summary>
    public static KernelFeature FunctionTypes { get; } = new(
        "types of a program's functions", new Version(5, 6), ProbePrograms.XdpTakes,
        () => ProbePrograms.TryLoad(ProbePrograms.WithTypes(ProbePrograms.Pass, out _)));

    /// <summary>Atomic operations that fetch: Linux 5.12, commit 5ca419f2864a; on arm64 5.18, commit 1902472b4fa9.</summary>
    public static KernelFeature FetchingAtomics { get; } = new(
        "atomic operations that fetch",
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? new Version(5, 18) : new Version(5, 12),
        ProbePrograms.XdpTakes,
        () => ProbePrograms.TryLoad(ProbePrograms.Xdp(new Assembler()
            .Mov(R1, 1).Store(MemorySize.Double, R10, -8, R1).AtomicFetchAdd(MemorySize.Double, R10, -8, R1).Mov(R0, 0).Exit())));

    /// <summary>
    /// The JIT compiler, without which no program can be traced: on where the kernel tells of machine code
    /// (<see cref="Objects.ProgramInfo.CompiledLength"/>). net.core.bpf_jit_enable says it to root only, in the machine's own network
    /// namespace. Linux 3.16; 3.18 on arm64.
    /// </summary>
    public static KernelFeature Compiler { get; } = new(
        "the BPF JIT compiler", new Version(3, 18), ProbePrograms.XdpTakes, IsCompiled);

    private static FeatureSupport IsCompiled()
    {
        using var program = ProbePrograms.Load(ProbePrograms.Pass);
        return program.GetInfo().CompiledLength > 0
            ? FeatureSupport.Supported
            : new FeatureUnsupported("a loaded program has no machine code", Errno.None);
    }
}
