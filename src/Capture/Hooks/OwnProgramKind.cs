using Capture.Reasons;
using Capture.Selection;
using Capture.Targets;
using Ebpf.Xdp;

namespace Capture.Hooks;

/// <summary>
/// An XDP program of our own: only where there is no other, and since it passes every packet on, only for what that can answer.
/// </summary>
internal sealed class OwnProgramKind(CaptureOptions options) : IHookKind
{
    public CaptureReason? Obstacle(string on, XdpProgram? program) => options switch
    {
        _ when program is not null => new InterfaceHasProgram(on, program.Title),
        { ProgramNames: not null } => new NoProgramToName(on),
        { Selection.OnlyModified: true } => new OwnProgramChangesNothing(on),
        { Selection.Actions: { } actions } when !actions.Contains((uint)XdpAction.Pass) => new OwnProgramPasses(on),
        _ => null,
    };
}
