namespace Linux;

/// <summary>A system call failed. The message says which, on what, and why: "open /x/y: EACCES (Permission denied)".</summary>
public class SystemCallException : Exception
{
    /// <summary>Reports that <paramref name="operation"/> failed with <paramref name="errno"/>.</summary>
    public SystemCallException(string operation, Errno errno) : this(operation, errno, $"{operation}: {errno}")
    {
    }

    /// <summary>The same with a message that says more.</summary>
    protected SystemCallException(string operation, Errno errno, string message) : base(message)
    {
        Operation = operation;
        Errno = errno;
    }

    /// <summary>The call and its object: "open /x/y", "BPF_PROG_LOAD xdpdump_entry".</summary>
    public string Operation { get; }

    /// <summary>The kernel's reason.</summary>
    public Errno Errno { get; }
}
