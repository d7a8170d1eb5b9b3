using Ebpf.Sys;
using Linux;
using Linux.Processes;

namespace Ebpf.Features;

/// <summary>Something that not every kernel has or allows, and how this one is asked for it.</summary>
/// <remarks>
/// Nothing is asked before somebody wants to know. A question is a few system calls that leave nothing behind; the answer is kept, by
/// whichever thread comes first, unless it is none: a thread with other capabilities, or a later time, may get another one.
/// </remarks>
public sealed class KernelFeature
{
    private readonly Func<FeatureSupport> _probe;
    private readonly Lock _asking = new();
    private FeatureSupport? _answer;

    /// <param name="name">What it is called.</param>
    /// <param name="since">The Linux it came with, on this processor.</param>
    /// <param name="takes">The capabilities it takes.</param>
    /// <param name="probe">Asks. What a <see cref="SystemCallException"/> means is known here.</param>
    internal KernelFeature(string name, Version since, IReadOnlyList<Capability> takes, Func<FeatureSupport> probe)
    {
        (Name, Since, Takes) = (name, since, takes);
        _probe = probe;
    }

    /// <summary>What it is called, in the field's words: "fentry and fexit on BPF programs".</summary>
    public string Name { get; }

    /// <summary>The first Linux that has it on this processor, major and minor number. Distributors bring some to older ones.</summary>
    public Version Since { get; }

    /// <summary>The capabilities that using it takes; CAP_SYS_ADMIN stands for all of them.</summary>
    public IReadOnlyList<Capability> Takes { get; }

    /// <summary>Whether it is there, asked the first time. Only an answer is kept: what could not be asked is asked again.</summary>
    public FeatureSupport Support
    {
        get
        {
            // A stand-in for the kernel is asked by those who test with it, and its answers are never kept.
            if (BpfSyscall.IsReplaced)
                return Ask();
            lock (_asking)
            {
                if (_answer is { } kept)
                    return kept;
                var answer = Ask();
                _answer = answer is FeatureSupported or FeatureUnsupported ? answer : null;
                return answer;
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} (Linux {Since})";

    private FeatureSupport Ask()
    {
        MemoryLockLimit.TryRaise(); // or kernels before 5.11 may refuse what they have
        try
        {
            return _probe();
        }
        catch (SystemCallException refusal)
        {
            return FeatureSupport.Of(refusal, Takes, HostPrivileges.Real);
        }
    }
}
