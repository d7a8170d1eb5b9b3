using Capture.Reasons;
using Capture.Targets;

namespace Capture.Hooks;

/// <summary>A kind of hook. It says itself what it cannot be put at, and why: discovery only describes.</summary>
internal interface IHookKind
{
    /// <summary>Why it cannot be put at an interface's program; null where nothing that is known is in the way.</summary>
    /// <param name="on">Name of the interface.</param>
    /// <param name="program">The program; null where the interface has none.</param>
    CaptureReason? Obstacle(string on, XdpProgram? program);
}
