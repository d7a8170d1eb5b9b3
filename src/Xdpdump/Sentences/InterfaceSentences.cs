using Capture.Reasons;
using Linux;

namespace Xdpdump.Sentences;

/// <summary>What is in the way with interfaces and network namespaces.</summary>
internal static class InterfaceSentences
{
    public static string Of(InterfaceReason reason) => reason switch
    {
        UnknownInterface { Name: "" } => "-i has a comma with no interface beside it",
        UnknownInterface one =>
            $"there is no interface '{one.Name}' in this network namespace; {Choice.Of(one.Name, one.Known, "xdpdump -D lists")}",
        UnknownNamespace one => $"there is no network namespace '{one.Name}'; " + one.Known switch
        {
            null => "which there are cannot be listed (/run/netns), but a path or a process id will do",
            { Count: 0 } => "none has a name here, but a path or a process id will do",
            _ => Choice.Of(one.Name, one.Known, "ip netns lists"),
        },
        NoSuchProcess one =>
            $"there is no process {one.Id} to capture in the network namespace of, nor a namespace of that name (ip netns lists them)",
        NamespaceNotReadable one => $"the network namespace {one.Path} cannot be opened: {one.Error}; "
            + (one.Error == Errno.EACCES && one.Path.StartsWith("/proc/", StringComparison.Ordinal)
                ? "another user's process takes CAP_SYS_PTRACE; run as root or grant the capability"
                : "check the path and who may read it"),
        NotANamespace one =>
            $"{one.Path} is not a network namespace; give a name that ip netns lists, a path such as /proc/PID/ns/net, or a process id",
        NothingToAttachTo one =>
            $"interface {one.Interface} has no XDP program to capture at; load one first, or use --load-xdp-program to capture "
            + "with a program of our own that passes every packet on",
        NotRestored one => $"{Sentence.Of(one.Cause)}; and on {string.Join(", ", one.Interfaces)}, where the same program runs, nothing is "
            + $"captured any more: {Sentence.Of(one.Reason)}",
        NoProgramToName one =>
            $"interface {one.Interface} has no XDP program, so there is none that -p could name; leave -p out",
        InterfaceHasProgram one =>
            $"interface {one.Interface} has an XDP program, {one.Program}, and takes no second one; leave --load-xdp-program out to "
            + "capture at it",
        InterfaceGone one =>
            $"interface {one.Interface} is gone: it was {Departure(one.WasMoved)}; what was captured is kept",
        NotPromiscuous one =>
            $"interface {one.Interface} cannot be made promiscuous: {one.Error}; capture without it, or see whether the interface is "
            + "still there",
        _ => throw Sentence.Unknown(reason),
    };

    /// <summary>Where an interface went.</summary>
    public static string Departure(bool? wasMoved) => wasMoved switch
    {
        true => "moved to another network namespace",
        false => "removed",
        null => "removed, or moved to another network namespace (so much changed that the kernel's notice of it was lost)",
    };
}
