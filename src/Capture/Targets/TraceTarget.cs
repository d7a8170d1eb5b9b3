using Ebpf.Btf;
using Ebpf.Objects;
using Ebpf.Xdp;

namespace Capture.Targets;

/// <summary>An XDP program to capture at: what must be known of it to hook its entry and exit.</summary>
/// <param name="Program">The loaded program.</param>
/// <param name="Id">Its id.</param>
/// <param name="Function">The function in the program's own BTF.</param>
/// <param name="FunctionName">The function's full name, not the kernel's 15 characters.</param>
/// <param name="HasTypedContext">
/// Whether its first argument is declared <c>struct xdp_md *</c>; with any other type the kernel hands a capture
/// program a bare number.
/// </param>
/// <param name="Mode">How the program is attached.</param>
internal sealed record TraceTarget(
    BpfProgram Program, uint Id, BtfTypeId Function, string FunctionName, bool HasTypedContext, XdpMode Mode) : IDisposable
{
    public void Dispose() => Program.Dispose();
}
