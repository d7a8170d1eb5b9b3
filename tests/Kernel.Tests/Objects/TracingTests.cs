using Ebpf.Btf;
using Ebpf.Objects;
using Kernel.Tests.Support;
using Linux;
using Linux.Files;

namespace Kernel.Tests.Objects;

[Trait("Needs", "fentry")]
[Trait("Kernels", "all")]
public sealed unsafe class TracingTests
{
    private const string LongName = "a_function_whose_name_is_longer_than_the_kernel_keeps";

    [Fact]
    public void A_program_with_types_tells_its_full_name()
    {
        using BpfProgram program = BpfProgram.Load(Target(Samples.Pass), Samples.NoMaps);
        ProgramInfo info = program.GetInfo();
        Assert.Equal(LongName[..15], info.Name);
        FunctionInfo function = Assert.Single(info.Functions);
        Assert.Equal(0u, function.InstructionOffset);
        BtfBlob btf = BtfObject.LoadById(info.BtfId);
        Assert.Equal(LongName, btf.GetFunction(new BtfTypeId(function.TypeId)).Name);
    }

    [Fact]
    public void Types_are_given_back_as_they_were_loaded()
    {
        (BtfBlob btf, _) = XdpProgramBtf.Create(LongName);
        using BtfObject loaded = BtfObject.Load(btf);
        Assert.Equal(btf.Bytes.ToArray(), loaded.Read().Bytes.ToArray());
    }

    [Theory]
    [InlineData(AttachType.TraceFentry)]
    [InlineData(AttachType.TraceFexit)]
    public void Every_run_of_a_program_is_traced_until_the_link_ends(AttachType place)
    {
        using BpfMap counts = Samples.Counts();
        using MemoryMapping memory = counts.MapMemory();
        ulong* count = (ulong*)(memory.Pointer + 8);
        using BpfProgram target = BpfProgram.Load(Target(Samples.Drop), Samples.NoMaps);
        uint targetId = target.GetInfo().Id;
        uint functionId = target.GetInfo().Functions[0].TypeId;
        using BpfProgram tracer = LoadTracer(place, target, functionId, counts);
        ProgramInfo info = tracer.GetInfo();
        Assert.Equal((ProgramType.Tracing, 0ul), (info.Type, info.RecursionMisses));

        using (BpfLink link = BpfLink.AttachTracing(tracer))
        {
            LinkInfo linked = link.GetInfo();
            Assert.Equal((LinkType.Tracing, info.Id, (AttachType?)place), (linked.Type, linked.ProgramId, linked.AttachType));
            if (linked.TargetObjectId is not null) // 5.10 does not tell
                Assert.Equal((targetId, functionId), (linked.TargetObjectId, linked.TargetBtfTypeId));
            target.TestRun(new TestRunOptions { Data = Samples.Frame(60) });
            target.TestRun(new TestRunOptions { Data = Samples.Frame(60) });
            Assert.Equal(2ul, *count);
        }
        Wait.Until(() => !IsTraced(target, count), "the runs to be traced no more");
    }

    [Fact]
    public void A_target_without_types_is_refused_in_the_kernels_words()
    {
        using BpfMap counts = Samples.Counts();
        using BpfProgram target = BpfProgram.Load(Samples.Answer(Samples.Pass), Samples.NoMaps);
        VerifierException exception = Assert.Throws<VerifierException>(() => LoadTracer(AttachType.TraceFentry, target, 1, counts));
        Assert.Equal(Errno.EINVAL, exception.Errno);
        Assert.Contains("can only be attached to another program annotated with BTF", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_replaced_function_answers_as_its_replacement_and_cannot_be_traced()
    {
        using BpfMap counts = Samples.Counts();
        using BpfProgram target = BpfProgram.Load(Target(Samples.Drop), Samples.NoMaps);
        ProgramInfo info = target.GetInfo();
        uint functionId = info.Functions[0].TypeId;
        using BpfProgram replacement = LoadOrSkip(Target(Samples.Pass) with
        {
            Type = ProgramType.Extension,
            AttachTarget = target,
            AttachBtfId = new BtfTypeId(functionId),
        }, Samples.NoMaps);

        using BpfLink link = BpfLink.AttachTracing(replacement);
        Assert.Equal((uint)Samples.Pass, target.TestRun(new TestRunOptions { Data = Samples.Frame(60) }).ReturnValue);
        LinkInfo linked = link.GetInfo();
        Assert.Equal((LinkType.Tracing, replacement.GetInfo().Id), (linked.Type, linked.ProgramId));
        if (linked.TargetObjectId is not null) // 5.10 does not tell
            Assert.Equal((info.Id, functionId), (linked.TargetObjectId, linked.TargetBtfTypeId));

        using BpfProgram tracer = LoadTracer(AttachType.TraceFentry, target, functionId, counts);
        BpfException exception = Assert.Throws<BpfException>(() => BpfLink.AttachTracing(tracer));
        Assert.Equal("BPF_RAW_TRACEPOINT_OPEN of a tracing program: EBUSY (Device or resource busy)", exception.Message);
    }

    [Fact]
    public void A_tracepoint_with_types_is_attached_by_its_typedef()
    {
        BtfTypeId tracepoint = BtfBlob.LoadKernel().Find("btf_trace_xdp_exception", BtfKind.Typedef)!.Value;
        using BpfMap counts = Samples.Counts();
        using BpfProgram program = BpfProgram.Load(Samples.Count(0) with
        {
            Type = ProgramType.Tracing,
            ExpectedAttachType = AttachType.TraceRawTracepoint,
            AttachBtfId = tracepoint,
        }, Samples.Named("counts", counts));
        using BpfLink link = BpfLink.AttachTracing(program);
        LinkInfo info = link.GetInfo();
        Assert.Equal((LinkType.RawTracepoint, program.GetInfo().Id), (info.Type, info.ProgramId));
    }

    private static bool IsTraced(BpfProgram target, ulong* count)
    {
        ulong before = *count;
        target.TestRun(new TestRunOptions { Data = Samples.Frame(60) });
        return *count != before;
    }

    private static ProgramSpec Target(int action)
    {
        (BtfBlob btf, BtfTypeId function) = XdpProgramBtf.Create(LongName);
        return Samples.Answer(action, LongName) with { Btf = btf, Functions = [new FunctionInfo(0, function.Value)] };
    }

    private static BpfProgram LoadTracer(AttachType place, BpfProgram target, uint functionId, BpfMap counts) => LoadOrSkip(
        Samples.Count(0) with
        {
            Type = ProgramType.Tracing,
            ExpectedAttachType = place,
            AttachTarget = target,
            AttachBtfId = new BtfTypeId(functionId),
        },
        Samples.Named("counts", counts));

    private static BpfProgram LoadOrSkip(ProgramSpec spec, IReadOnlyDictionary<string, BpfMap> maps)
    {
        try
        {
            return BpfProgram.Load(spec, maps);
        }
        catch (BpfException exception) when (exception.Errno == Errno.EPERM)
        {
            Assert.IsType<BpfException>(exception, exactMatch: true); // no log, so no verifier's exception
            Assert.Equal($"BPF_PROG_LOAD {spec.Name}: EPERM (Operation not permitted)", exception.Message);
            Assert.Skip("this kernel's policy forbids programs that attach to programs (EPERM)");
            throw;
        }
    }
}
