using Ebpf.Sys;
using Linux;

namespace Ebpf.Objects;

/// <summary>bpf(2) refused something: "BPF_PROG_LOAD xdpdump_entry: EPERM (Operation not permitted)".</summary>
public class BpfException : SystemCallException
{
    /// <summary>Reports that <paramref name="operation"/> failed with <paramref name="errno"/>.</summary>
    public BpfException(string operation, Errno errno) : base(operation, errno)
    {
    }

    /// <summary>The same with a message that says more.</summary>
    protected BpfException(string operation, Errno errno, string message) : base(operation, errno, message)
    {
    }

    internal static BpfException Of(BpfCommand command, string subject, Errno errno) => new($"{command.UapiName()} {subject}", errno);
}
