using System.Runtime.CompilerServices;
using System.Text;
using Ebpf.Objects;
using Ebpf.Sys;
using Linux;
using Linux.Files;

namespace Ebpf.Tests.Features;

/// <summary>A kernel that has everything, unless it is told to refuse, and whose descriptors are counted.</summary>
internal sealed unsafe class ProbedKernel : IDisposable
{
    private readonly string _object = Path.GetTempFileName();
    private readonly FakeKernel _kernel;
    private int _asked;

    public ProbedKernel()
    {
        _kernel = new FakeKernel();
        foreach (var command in (BpfCommand[])[BpfCommand.MapCreate, BpfCommand.BtfLoad, BpfCommand.RawTracepointOpen, BpfCommand.LinkCreate])
            On(command, (_, _) => NewDescriptor());
        On(BpfCommand.ProgramLoad, (bytes, size) => Load is null ? NewDescriptor() : Load(ref FakeKernel.As<ProgramLoadAttributes>(bytes)));
        On(BpfCommand.ProgramTestRun, (_, _) => 0);
        On(BpfCommand.ObjectGetInfoByDescriptor, (bytes, _) => Tell(ref FakeKernel.As<InfoAttributes>(bytes)));
    }

    public delegate int LoadAnswer(ref ProgramLoadAttributes load);

    /// <summary>From this call on, counted from 0, everything is refused with <see cref="Refusal"/>.</summary>
    public int RefusesFrom { get; set; } = int.MaxValue;

    public Errno Refusal { get; set; }

    /// <summary>What it answers instead of giving a program.</summary>
    public LoadAnswer? Load { get; set; }

    public uint CompiledLength { get; set; } = 64;

    public (uint Object, uint Function) LinkTarget { get; set; } = (17, 3);

    /// <summary>How many calls there were.</summary>
    public int Asked => _asked;

    /// <summary>Descriptors given out and not closed.</summary>
    public int Open => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(one => new FileInfo(one).LinkTarget == _object);

    public void On(BpfCommand command, FakeKernel.Answer answer) =>
        _kernel.On(command, (bytes, size) => _asked++ >= RefusesFrom ? -Refusal.Value : answer(bytes, size));

    /// <summary>A descriptor of an object of this kernel.</summary>
    public int NewDescriptor()
    {
        using var handle = FileIo.Open(_object, OpenFlags.ReadOnly);
        var descriptor = (int)handle.DangerousGetHandle();
        handle.SetHandleAsInvalid();
        return descriptor;
    }

    /// <summary>A verifier's refusal.</summary>
    public static int Refuse(ref ProgramLoadAttributes load, Errno error, string log)
    {
        if (load.Log is not null)
            Encoding.UTF8.GetBytes(log + '\0', new Span<byte>(load.Log, (int)load.LogSize));
        return -error.Value;
    }

    public void Dispose()
    {
        _kernel.Dispose();
        File.Delete(_object);
    }

    private int Tell(ref InfoAttributes info)
    {
        if (info.InfoLength == sizeof(ProgramInfoRecord))
        {
            Unsafe.AsRef<ProgramInfoRecord>(info.Info).CompiledLength = CompiledLength;
            return 0;
        }

        Assert.Equal((uint)sizeof(LinkInfoRecord), info.InfoLength);
        ref var link = ref Unsafe.AsRef<LinkInfoRecord>(info.Info);
        link.Type = (uint)LinkType.Tracing;
        (link.TracingTargetObjectId, link.TracingTargetBtfId) = LinkTarget;
        return 0;
    }
}
