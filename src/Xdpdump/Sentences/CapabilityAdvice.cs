using Capture.Reasons;
using Linux.Processes;

namespace Xdpdump.Sentences;

/// <summary>How capabilities are granted, for copying.</summary>
internal static class CapabilityAdvice
{
    /// <summary>Behind a semicolon: to a service, and to a program file.</summary>
    /// <param name="reason">What is missing, and all that is needed.</param>
    /// <param name="program">The program's file.</param>
    public static string For(CapabilitiesMissing reason, string program)
    {
        // setcap(8) sets all that a file has, where systemd adds to what a service has.
        var file = string.Join(',', reason.Needed.Select(one => Name(one).ToLowerInvariant()));
        var text = $"run as root, or grant {(reason.Capabilities.Count == 1 ? "it" : "them")}: to a systemd service by "
            + $"\"AmbientCapabilities={string.Join(' ', reason.Capabilities.Select(Name))}\", to the program by \"setcap {file}+ep {program}\"";
        // Who may write the file has what it is given; who may run it can read all that passes by.
        return reason.Needed.Contains(Capability.SysAdmin)
            ? $"{text}, which is then for those alone whom you trust with root, as good as which CAP_SYS_ADMIN is: the file owned by root, its "
                + "group theirs, its mode 0750, in a folder that only root can write"
            : text;
    }

    public static string Name(Capability capability) => capability switch
    {
        Capability.NetAdmin => "CAP_NET_ADMIN",
        Capability.NetRaw => "CAP_NET_RAW",
        Capability.SysAdmin => "CAP_SYS_ADMIN",
        Capability.SysResource => "CAP_SYS_RESOURCE",
        Capability.Syslog => "CAP_SYSLOG",
        Capability.Perfmon => "CAP_PERFMON",
        Capability.Bpf => "CAP_BPF",
        _ => $"capability {(int)capability}",
    };
}
