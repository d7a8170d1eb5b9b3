using Ebpf.Asm;
using Ebpf.Features;
using Ebpf.Objects;
using Ebpf.Sys;
using Linux;

namespace Ebpf.Tests.Features;

/// <summary>What is asked for each feature, and what each answer means, for kernels that nobody has at hand.</summary>
public sealed unsafe class ProbeTests : IDisposable
{
    private readonly ProbedKernel _kernel = new();

    public static TheoryData<string> Names => [.. KernelFeatures.All.Where(one => one != KernelTypes.File).Select(one => one.Name)];

    public void Dispose() => _kernel.Dispose();

    /// <remarks>Which call it is that a kernel refuses, and why, differs from kernel to kernel: so each of them, for each reason.</remarks>
    [Theory]
    [MemberData(nameof(Names))]
    public void Whatever_is_refused_is_an_answer_and_nothing_is_left_open(string name)
    {
        var feature = KernelFeatures.All.Single(one => one.Name == name);
        Assert.Equal(FeatureSupport.Supported, feature.Support);
        Assert.Equal(0, _kernel.Open);
        var calls = _kernel.Asked;
        Assert.InRange(calls, 1, 5);

        for (var first = 0; first < calls; first++)
        {
            Assert.IsType<FeatureRefused>(Refused(feature, first, Errno.EPERM));
            Assert.IsType<FeatureUnsupported>(Refused(feature, first, Errno.EINVAL));
            Assert.IsType<FeatureUnsupported>(Refused(feature, first, Errno.ENOTSUPP));
            Assert.IsType<FeatureUnknown>(Refused(feature, first, Errno.ENOMEM));
            Assert.Equal(0, _kernel.Open);
        }
    }

    [Fact]
    public void Fexit_is_attached_to_a_program_made_for_it()
    {
        var loads = new List<ProgramLoadAttributes>();
        _kernel.Load = (ref load) =>
        {
            loads.Add(load);
            return _kernel.NewDescriptor();
        };
        Assert.Equal(FeatureSupport.Supported, TracingFeatures.Fentry.Support);

        Assert.Equal([(uint)ProgramType.Xdp, (uint)ProgramType.Tracing], loads.Select(load => load.ProgramType));
        Assert.True(loads[0].BtfDescriptor > 0 && loads[0].FunctionInfoCount == 1);
        Assert.True(loads[1].AttachProgramDescriptor > 0 && loads[1].AttachBtfId > 0);
        Assert.Equal((uint)AttachType.TraceFexit, loads[1].ExpectedAttachType);
    }

    [Fact]
    public void A_processor_without_trampolines_answers_when_it_is_to_attach()
    {
        _kernel.On(BpfCommand.RawTracepointOpen, (_, _) => -Errno.ENOTSUPP.Value);
        Assert.Equal(Errno.ENOTSUPP, Assert.IsType<FeatureUnsupported>(TracingFeatures.Fentry.Support).Error);
        Assert.Equal(Errno.ENOTSUPP, Assert.IsType<FeatureUnsupported>(TracingFeatures.Freplace.Support).Error);
    }

    [Fact]
    public void Links_without_a_target_do_not_tell_it()
    {
        _kernel.LinkTarget = (0, 0);
        Assert.IsType<FeatureUnsupported>(TracingFeatures.LinkTargets.Support);
    }

    [Fact]
    public void A_program_without_machine_code_is_interpreted()
    {
        _kernel.CompiledLength = 0;
        Assert.IsType<FeatureUnsupported>(ProgramFeatures.Compiler.Support);
    }

    [Fact]
    public void A_link_is_asked_for_where_none_can_come_of_it()
    {
        LinkCreateAttributes seen = default;
        _kernel.On(BpfCommand.LinkCreate, (bytes, _) =>
        {
            seen = FakeKernel.As<LinkCreateAttributes>(bytes);
            return -Errno.EOPNOTSUPP.Value;
        });
        Assert.Equal(FeatureSupport.Supported, XdpFeatures.Links.Support);
        Assert.Equal((1, 8u), (seen.TargetInterfaceIndex, seen.Flags)); // the loopback device, XDP_FLAGS_HW_MODE
    }

    [Fact]
    public void A_live_frame_is_dropped()
    {
        Instruction[] code = [];
        _kernel.Load = (ref load) =>
        {
            code = [Instruction.ReadFrom(new ReadOnlySpan<byte>(load.Instructions, Instruction.Size))];
            return _kernel.NewDescriptor();
        };
        (uint Flags, uint Batch) asked = default;
        _kernel.On(BpfCommand.ProgramTestRun, (bytes, _) =>
        {
            ref var run = ref FakeKernel.As<TestRunAttributes>(bytes);
            asked = (run.Flags, run.BatchSize);
            return 0;
        });
        Assert.Equal(FeatureSupport.Supported, XdpFeatures.LiveFrames.Support);
        Assert.Equal((Register.R0, 1), (code[0].Destination, code[0].Immediate)); // XDP_DROP
        Assert.Equal((2u, 1u), asked); // BPF_F_TEST_XDP_LIVE_FRAMES; kernels that ignore the flag refuse the batch
    }

    [Fact]
    public void A_value_is_one_word_longer_than_old_kernels_take()
    {
        uint size = 0;
        _kernel.On(BpfCommand.MapCreate, (bytes, _) =>
        {
            size = FakeKernel.As<MapCreateAttributes>(bytes).ValueSize;
            return -Errno.E2BIG.Value;
        });
        Assert.Equal(Errno.E2BIG, Assert.IsType<FeatureUnsupported>(MapFeatures.LargeValues.Support).Error);
        Assert.Equal((4u << 20) + 8, size);
    }

    [Theory]
    [InlineData(13, "0: (85) call bpf_xdp_load_bytes#189\nR2 !read_ok\n", true)]
    [InlineData(22, "0: (85) call unknown#189\ninvalid func unknown#189\n", false)]
    [InlineData(22, "0: (85) call bpf_xdp_load_bytes#189\nunknown func bpf_xdp_load_bytes#189\n", false)]
    [InlineData(22, "0: (85) call bpf_xdp_load_bytes#189\nprogram of this type cannot use helper bpf_xdp_load_bytes#189\n", false)]
    public void A_verifier_that_blames_the_arguments_knows_the_helper(int errno, string log, bool known)
    {
        _kernel.Load = (ref load) => ProbedKernel.Refuse(ref load, new Errno(errno), log);
        var support = HelperFeatures.Of(ProgramType.Xdp, Helper.XdpLoadBytes).Support;
        if (known)
            Assert.Equal(FeatureSupport.Supported, support);
        else // or refused, where who runs this lacks the capabilities
            Assert.True(support is FeatureUnsupported { Said: var said } && said.Contains("#189", StringComparison.Ordinal) || support is FeatureRefused);
    }

    [Fact]
    public void A_helper_that_no_program_calls_has_no_feature() =>
        Assert.Throws<ArgumentException>(() => HelperFeatures.Of(ProgramType.Xdp, Helper.Loop));

    private FeatureSupport Refused(KernelFeature feature, int first, Errno error)
    {
        (_kernel.RefusesFrom, _kernel.Refusal) = (_kernel.Asked + first, error);
        var support = feature.Support;
        _kernel.RefusesFrom = int.MaxValue;
        return support;
    }
}
