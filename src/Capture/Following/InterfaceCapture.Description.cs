using Capture.Filters;
using Capture.Hooks;
using Capture.Targets;

namespace Capture.Following;

// What is known of an interface when capture begins.
internal sealed partial class InterfaceCapture
{
    /// <summary>What is captured at here, before anything changes.</summary>
    public CapturedInterface Describe() => new(
        _loaded, Hooks?.Programs ?? [], Hooks is OwnProgramHooks, _context.Scope.Run(() => InterfaceHardware.Of(Interface.Name)))
    {
        Doubts = _context.Scope.Run(() => Visibility.Doubts(Interface, _context.Options, seesSent: Hooks is null)),
        Tap = Hooks is null ? _tapDescription : null,
        VlanDoubt = Hooks is not null && _context.Options.Selection.Filter is { } filter
            && VlanQuestion.IsAskedBy(filter.For(Interface))
            ? _context.Scope.Run(() => VlanTags.Doubt(Interface, Hooks.Programs[0].Mode))
            : null,
    };
}
