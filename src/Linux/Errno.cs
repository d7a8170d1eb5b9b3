using System.Runtime.InteropServices;
using Linux.Native;

namespace Linux;

/// <summary>An error number of the Linux kernel, with its name and its text.</summary>
/// <param name="Value">The number as the kernel counts it, positive; 0 means that nothing failed.</param>
/// <remarks>
/// Numbers: asm-generic/errno-base.h and errno.h, which x86-64 and arm64 share. 512 and up are the kernel's own
/// (include/linux/errno.h) and should not leave it, but bpf(2) does return 524.
/// </remarks>
public readonly partial record struct Errno(int Value)
{
    /// <summary>Nothing failed.</summary>
    public static readonly Errno None;

    /// <summary>Whether this is a failure at all.</summary>
    public bool IsError => Value != 0;

    /// <summary>The macro's name, "EPERM"; a number without one is shown as "errno 41".</summary>
    public string Name => NameOf(Value) ?? $"errno {Value}";

    /// <summary>
    /// What strerror(3) says, "Operation not permitted"; for the kernel's own numbers, which it does not know, a text of ours.
    /// </summary>
    public string Description => Value switch
    {
        0 => "No error",
        524 => "Operation is not supported",
        >= 512 => "Error internal to the kernel",
        _ => Marshal.GetPInvokeErrorMessage(Value),
    };

    /// <summary>What the last call through <see cref="LibC"/> on this thread left. To be read in the very next statement.</summary>
    internal static Errno Last => new(Marshal.GetLastPInvokeError());

    /// <summary>Name and text: "EPERM (Operation not permitted)".</summary>
    public override string ToString() => $"{Name} ({Description})";
}
