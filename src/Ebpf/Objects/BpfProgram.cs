using Ebpf.Sys;
using Linux;
using Linux.Files;
using Linux.Processes;

namespace Ebpf.Objects;

/// <summary>A program in the kernel, kept there as long as this is open, something is attached to it, or it is attached itself.</summary>
public sealed unsafe partial class BpfProgram : IDisposable
{
    private BpfProgram(FileDescriptorHandle handle, string? verifierLog = null)
    {
        Handle = handle;
        VerifierLog = verifierLog;
    }

    /// <summary>The program's descriptor.</summary>
    public FileDescriptorHandle Handle { get; }

    /// <summary>What the verifier said when it accepted the program, if asked to keep it.</summary>
    public string? VerifierLog { get; }

    /// <summary>Has the kernel verify and compile a program.</summary>
    /// <param name="spec">The program.</param>
    /// <param name="maps">The maps its code refers to, by the names used there.</param>
    /// <param name="keepLog">Whether to keep the verifier's log (level 1) of a success too.</param>
    /// <exception cref="VerifierException">The kernel refused it and said why.</exception>
    /// <exception cref="BpfException">The kernel refused it without a word: EPERM by lack of privilege, of lockable memory (before 5.11) or
    /// by policy; EINVAL, E2BIG where it does not know such programs.</exception>
    /// <exception cref="ArgumentException">A map is missing, or the name has a character the kernel does not take.</exception>
    public static BpfProgram Load(ProgramSpec spec, IReadOnlyDictionary<string, BpfMap> maps, bool keepLog = false)
    {
        using var loader = new ProgramLoader(spec, maps);
        FileDescriptorHandle handle = loader.Load(keepLog, out string? log);
        return new BpfProgram(handle, log);
    }

    /// <summary>Ids of all programs, ascending, while they come and go.</summary>
    /// <exception cref="BpfException">EPERM: it takes CAP_SYS_ADMIN.</exception>
    public static IEnumerable<uint> Ids() => ObjectIds.Walk(BpfCommand.ProgramGetNextId);

    /// <summary>Opens a program.</summary>
    /// <exception cref="BpfException">ENOENT: there is none with this id. EPERM: it takes CAP_SYS_ADMIN.</exception>
    public static BpfProgram OpenById(uint id) => new(ObjectIds.Open(BpfCommand.ProgramGetDescriptorById, id));

    /// <summary>Opens a program; null if there is none with this id, as when it went away during a walk.</summary>
    /// <exception cref="BpfException">EPERM: it takes CAP_SYS_ADMIN.</exception>
    public static BpfProgram? TryOpenById(uint id) =>
        ObjectIds.TryOpen(BpfCommand.ProgramGetDescriptorById, id) is { } handle ? new BpfProgram(handle) : null;

    /// <summary>Runs the program now, on this CPU.</summary>
    /// <remarks>
    /// Signals are kept from this thread meanwhile: one would end the run with EINTR without saying how many packets went out.
    /// </remarks>
    /// <exception cref="BpfException">EINVAL: data or context do not fit (see <see cref="TestRunOptions"/>), or the kernel cannot run such
    /// programs. ENOSPC: the packet after the run is longer than the room for it.</exception>
    public TestRunResult TestRun(TestRunOptions options)
    {
        const uint LiveFramesFlag = 1 << 1; // BPF_F_TEST_XDP_LIVE_FRAMES

        using BorrowedDescriptor descriptor = Handle.Borrow();
        using SignalBlock signals = SignalBlock.Enter();
        fixed (byte* data = options.Data.Span, context = options.Context.Span, output = options.DataOut.Span)
        {
            TestRunAttributes attributes = new()
            {
                ProgramDescriptor = descriptor.Value,
                DataIn = data,
                DataSizeIn = (uint)options.Data.Length,
                DataOut = output,
                DataSizeOut = (uint)options.DataOut.Length,
                ContextIn = context,
                ContextSizeIn = (uint)options.Context.Length,
                Repeat = options.Repeat,
                Flags = options.LiveFrames ? LiveFramesFlag : 0,
                BatchSize = options.BatchSize,
            };
            BpfSyscall.Invoke(BpfCommand.ProgramTestRun, ref attributes, out Errno error);
            return error.IsError
                ? throw BpfException.Of(BpfCommand.ProgramTestRun, $"with {options.Data.Length} bytes", error)
                : new TestRunResult(attributes.ReturnValue, attributes.DurationNanoseconds, checked((int)attributes.DataSizeOut));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
