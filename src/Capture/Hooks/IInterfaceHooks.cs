using Capture.Model;
using Capture.Reasons;
using Ebpf.Objects;

namespace Capture.Hooks;

/// <summary>How packets of one interface get into the rings: by tracing its XDP programs, or by one of our own.</summary>
internal interface IInterfaceHooks : IDisposable
{
    /// <summary>The XDP programs captured at, outermost first.</summary>
    IReadOnlyList<CapturedFunction> Programs { get; }

    /// <summary>The capture programs.</summary>
    IReadOnlyList<CaptureHook> Hooks { get; }

    /// <summary>Why packets in several buffers (jumbo frames) are not captured whole; null when they are.</summary>
    LengthReason? JumboLimit { get; }

    /// <summary>What is not captured at functions that were named.</summary>
    IReadOnlyList<CaptureNotice> Reservations => [];

    /// <summary>Names of other interfaces on which nothing was captured while this one's hooks came in, since they share them.</summary>
    IReadOnlyList<string> Interrupted => [];

    /// <summary>Its hooks are out, though nobody asked for that: they are to be had anew.</summary>
    bool HasFailed => false;

    /// <summary>Why a packet may be kept with fewer bytes than wanted; null where it is not known beforehand.</summary>
    LengthReason? CutReason { get; }

    /// <summary>Hooks them in.</summary>
    void Attach();

    /// <summary>All hooks are in and every packet that came before is through: from here on what is missing is lost.</summary>
    void BeginCounting();

    /// <summary>Asks what the kernel has skipped since it last told.</summary>
    /// <exception cref="Linux.SystemCallException">It does not tell.</exception>
    void AddRecursionMisses();

    /// <summary>Unhooks what packets begin with. Those that have begun still need the rest.</summary>
    void DetachEntrances();

    /// <summary>Unhooks the rest.</summary>
    void DetachRest();
}

/// <summary>Hooks groups in and out as one, so that the waiting in between is done once for all.</summary>
internal static class HookOrder
{
    public static void Attach(IReadOnlyCollection<IInterfaceHooks> interfaces)
    {
        foreach (var one in interfaces)
            one.Attach();
        // A packet may have been under way while its hooks came in.
        if (interfaces.Any(one => one.Hooks.Count > 1))
            GracePeriod.Wait();
        foreach (var one in interfaces)
            one.BeginCounting();
    }

    /// <summary>When this returns no capture program of these is running any more.</summary>
    public static void Detach(IReadOnlyCollection<IInterfaceHooks> interfaces)
    {
        if (interfaces.Count == 0)
            return;
        foreach (var one in interfaces)
            one.DetachEntrances();
        GracePeriod.Wait(); // packets that have entered still exit
        if (interfaces.All(one => one.Hooks.All(hook => !hook.IsAttached)))
            return;
        foreach (var one in interfaces)
            one.DetachRest();
        GracePeriod.Wait();
    }
}
