using Capture.Emission;
using Capture.Model;
using Capture.Reasons;
using Ebpf.Objects;

namespace Capture.Hooks;

/// <summary>The hooks of a group, loaded: for one interface alone, or for those that are looked up.</summary>
internal sealed class TracingHooks : IDisposable
{
    private readonly List<(HookPlan Plan, CaptureHook Hook)> _hooks = [];

    private TracingHooks(InterfaceFilter filter) => LooksUp = filter.LooksUp;

    /// <summary>Whether they look up whose a packet is, so that interfaces can come and go while they are in.</summary>
    public bool LooksUp { get; }

    public IReadOnlyList<CaptureHook> All => [.. _hooks.Select(one => one.Hook)];

    public bool IsAttached => _hooks.Any(one => one.Hook.IsAttached);

    /// <summary>Whether they were in and are no more: the kernel does not hook such programs in again.</summary>
    public bool IsUsedUp => _hooks.Any(one => one.Hook.WasAttached && !one.Hook.IsAttached);

    /// <summary>Emits and loads them.</summary>
    /// <param name="hooks">In the order of their slots.</param>
    /// <param name="loader">Emits them.</param>
    /// <param name="filter">Whose packets they capture.</param>
    /// <param name="first">The slot of the first that makes records.</param>
    /// <exception cref="CaptureException">The kernel refuses them.</exception>
    public static TracingHooks Load(IReadOnlyList<HookPlan> hooks, TracingLoader loader, InterfaceFilter filter, int first)
    {
        var loaded = new TracingHooks(filter);
        var place = 0;
        try
        {
            foreach (var hook in hooks)
            {
                int? at = hook.Record == HookRecord.None ? null : place++;
                loaded._hooks.Add((hook, loader.Load(hook, first + at, hook.Record == HookRecord.Shown ? at : null)));
            }

            return loaded;
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <exception cref="CaptureException">The kernel refuses; some may be in.</exception>
    public void Attach()
    {
        foreach (var (plan, hook) in _hooks.OrderBy(one => one.Plan.AttachOrder))
        {
            try
            {
                hook.Attach(BpfLink.AttachTracing);
            }
            catch (BpfException failure)
            {
                throw LoadFailures.ExplainTracing(failure, TracingLoader.Describe(plan.At));
            }
        }
    }

    public void DetachEntrances()
    {
        foreach (var (plan, hook) in _hooks)
        {
            if (plan.Role != PacketRole.Within && (plan.Position == CapturePosition.Entry || plan.Role == PacketRole.Alone))
                hook.Detach();
        }
    }

    public void DetachRest()
    {
        foreach (var (_, hook) in _hooks)
            hook.Detach();
    }

    /// <summary>Runs that the kernel has skipped since this was last asked, hook by hook where any were.</summary>
    /// <exception cref="Linux.SystemCallException">The kernel does not tell.</exception>
    public IEnumerable<(HookPlan Plan, int Place, ulong Runs)> TakeSkipped()
    {
        foreach (var (plan, hook) in _hooks)
        {
            if (hook.Place is { } place && hook.TakeRecursionMisses() is > 0 and var runs)
                yield return (plan, place, runs);
        }
    }

    public void Dispose()
    {
        foreach (var (_, hook) in _hooks)
            hook.Dispose();
    }
}
