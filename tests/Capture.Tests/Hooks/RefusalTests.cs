using Capture.Hooks;
using Capture.Reasons;
using Ebpf.Features;
using Linux;
using Linux.Processes;
using Xdpdump.Sentences;

namespace Capture.Tests.Hooks;

/// <summary>What a person reads when the kernel refuses, for machines that nobody has at hand.</summary>
public sealed class RefusalTests
{
    private const string Function = "xdp_main@77";
    private const string Target = "XDP program " + Function;

    private const string OwnWorks = "on an interface without an XDP program --load-xdp-program still works";

    private static readonly HostPrivileges Able = FakeMachine.Able;
    private static readonly FeatureSupport NoPrograms = new FeatureUnsupported("BPF_PROG_LOAD probe: EINVAL", Errno.EINVAL);
    private static readonly FeatureSupport NoTrampolines = new FeatureUnsupported("BPF_RAW_TRACEPOINT_OPEN: ENOTSUPP", Errno.ENOTSUPP);
    private static readonly FeatureSupport Forbidden = new FeatureRefused("BPF_PROG_LOAD probe: EPERM", new DeniedByPolicy());
    private static readonly FeatureSupport NotAsked = new FeatureUnknown("BPF_PROG_LOAD probe: ENOMEM", Errno.ENOMEM);

    [Fact]
    public void A_kernel_before_fentry_is_too_old() => Tracing(
        Errno.EINVAL,
        Able with { Release = new Version(5, 4) },
        $"this kernel is too old to trace XDP programs: fentry/fexit on them needs Linux {TracingFeatures.Fentry.Since} or later; {OwnWorks}",
        NoPrograms);

    [Fact]
    public void A_kernel_before_its_processors_trampolines_is_too_old_as_well() => Tracing(
        Errno.ENOTSUPP,
        Able with { Release = new Version(5, 4) },
        $"this kernel is too old to trace XDP programs: fentry/fexit on them needs Linux {TracingFeatures.Fentry.Since} or later; {OwnWorks}",
        NoTrampolines);

    [Fact]
    public void A_kernel_built_without_fentry_is_told_from_one_too_old() => Tracing(
        Errno.EINVAL,
        Able,
        $"this kernel does not know fentry/fexit on XDP programs (EINVAL), so {Target} cannot be traced; it needs Linux 5.5 or "
        + $"later with CONFIG_DEBUG_INFO_BTF and the BPF JIT; {OwnWorks}",
        NoPrograms);

    [Fact]
    public void A_kernel_that_traces_others_is_neither_too_old_nor_without() => Tracing(
        Errno.EINVAL,
        Able with { Release = new Version(5, 4) },
        $"the kernel refused to trace {Target}: BPF_PROG_LOAD xdpdump_entry: EINVAL (Invalid argument)",
        FeatureSupport.Supported);

    [Fact]
    public void A_kernel_that_could_not_be_asked_is_quoted() => Tracing(
        Errno.EINVAL,
        Able with { Release = new Version(5, 4) },
        $"the kernel refused to trace {Target}: BPF_PROG_LOAD xdpdump_entry: EINVAL (Invalid argument)",
        NotAsked);

    [Fact]
    public void A_kernel_that_forbids_fentry_does_so_by_policy() => Tracing(
        Errno.EPERM,
        Able,
        $"this machine's kernel forbids fentry/fexit programs by policy (EPERM although the capabilities are there), so {Target} "
        + $"cannot be traced here; {OwnWorks}",
        Forbidden);

    [Fact]
    public void A_policy_that_allows_fentry_is_against_this_program() => Tracing(
        Errno.EPERM,
        Able,
        $"the kernel forbids to trace {Target} although the capabilities are there: a security policy of this machine",
        FeatureSupport.Supported);

    [Fact]
    public void Capabilities_of_a_user_namespace_are_told_from_those_that_count()
    {
        var here = Able with { IsInUserNamespace = () => true };
        const string Words = "the kernel does not let processes in a user namespace {0}: capabilities of a user namespace do not count "
            + "for BPF; run as root of the machine itself";
        Tracing(Errno.EPERM, here, Words.Replace("{0}", $"trace {Target}", StringComparison.Ordinal));
        Making(Errno.EPERM, here, Words.Replace("{0}", "create the rings", StringComparison.Ordinal));
    }

    [Fact]
    public void A_kernel_that_interprets_says_what_to_switch_on()
    {
        var refusal = FakeMachine.Refusal(Errno.EINVAL, "Can attach to only JITed progs\n");
        var failure = LoadFailures.ExplainTracing(refusal, Function, Able, feature => throw new Xunit.Sdk.XunitException(feature.Name));
        Assert.Equal(
            $"the kernel interprets {Target}, which was loaded while the BPF JIT was off, and can trace only what is compiled: see to it that "
            + $"the JIT is on (sysctl net.core.bpf_jit_enable=1) and load the program anew; {OwnWorks}", Sentence.Of(failure));
        Assert.Equal("Can attach to only JITed progs\n", failure.Detail);
        Assert.Same(refusal, failure.InnerException);
    }

    [Theory]
    [InlineData(524)]
    [InlineData(95)]
    public void A_processor_without_hooks_into_programs_says_so(int errno) => Tracing(
        new Errno(errno),
        Able,
        $"this kernel cannot hook into BPF programs on this processor (ENOTSUPP), so {Target} cannot be traced; {OwnWorks}",
        NoTrampolines);

    [Fact]
    public void A_program_that_alone_has_no_hooks_is_not_blamed_on_the_processor() => Tracing(
        Errno.ENOTSUPP,
        Able,
        $"the kernel refused to trace {Target}: BPF_PROG_LOAD xdpdump_entry: ENOTSUPP (Operation is not supported)",
        FeatureSupport.Supported);

    [Fact]
    public void A_replaced_function_says_so() => Tracing(
        Errno.EBUSY,
        Able,
        $"{Target} cannot be traced because another program replaces its function (EBUSY), as libxdp's dispatcher does with a single program");

    [Fact]
    public void Anything_else_is_passed_on_in_the_kernels_own_words() => Tracing(
        Errno.ENOENT, Able, $"the kernel refused to trace {Target}: BPF_PROG_LOAD xdpdump_entry: ENOENT (No such file or directory)");

    [Fact]
    public void What_is_missing_is_named_before_any_policy_is_blamed()
    {
        var nobody = Able with { Has = _ => false };
        Assert.StartsWith("CAP_BPF is missing, which it takes to create the rings; ", Made(nobody, new CreateRings()), StringComparison.Ordinal);
        Assert.StartsWith(
            "CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN are missing, which it takes to load our XDP program; ",
            Made(nobody, new LoadOwnProgram()), StringComparison.Ordinal);
        Assert.StartsWith(
            $"CAP_BPF and CAP_PERFMON are missing, which it takes to trace {Target}; ",
            Sentence.Of(LoadFailures.ExplainTracing(FakeMachine.Refusal(Errno.EPERM), Function, nobody, _ => NotAsked)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Capability.Bpf, "CAP_BPF")]
    [InlineData(Capability.Perfmon, "CAP_PERFMON")]
    [InlineData(Capability.NetAdmin, "CAP_NET_ADMIN")]
    public void Only_what_is_missing_is_named(Capability missing, string name)
    {
        var here = Able with { Has = capability => capability != missing && capability != Capability.SysAdmin };
        Assert.StartsWith($"{name} is missing, which it takes to load our XDP program; ", Made(here, new LoadOwnProgram()), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_there_is_not_asked_for()
    {
        var here = Able with { Has = capability => capability is Capability.Bpf };
        Making(Errno.EPERM, here, "the kernel forbids to create the rings although the capabilities are there: a security policy of this machine");
    }

    [Fact]
    public void A_policy_is_blamed_only_where_the_kernel_forbids_the_smallest_such_program_too() => Tracing(
        Errno.EPERM,
        Able,
        $"the kernel refused to trace {Target}: BPF_PROG_LOAD xdpdump_entry: EPERM (Operation not permitted)",
        NotAsked);

    [Fact]
    public void As_many_traces_as_fit_are_not_taken_for_a_kernel_without() => Tracing(
        Errno.E2BIG,
        Able,
        $"{Target} is traced by as many programs as the kernel allows (E2BIG): end other captures or tracers there; bpftool link shows who they "
        + "are",
        FeatureSupport.Supported);

    [Fact]
    public void An_attribute_that_is_new_to_the_kernel_is_not_taken_for_too_many_traces() => Tracing(
        Errno.E2BIG,
        Able with { Release = new Version(5, 4) },
        $"this kernel is too old to trace XDP programs: fentry/fexit on them needs Linux {TracingFeatures.Fentry.Since} or later; {OwnWorks}",
        NoPrograms);

    [Fact]
    public void Descriptors_and_memory_that_run_out_are_no_verdict_of_the_verifiers()
    {
        foreach (var errno in (ReadOnlySpan<Errno>)[Errno.EMFILE, Errno.ENOMEM])
        {
            var failure = FakeMachine.Refusal(errno, "processed 491 insns (limit 1000000) max_states_per_insn 2\n");
            Assert.Equal(
                $"the kernel refused to load our XDP program: BPF_PROG_LOAD xdpdump_entry: {errno}{ErrnoAdvice.For(errno)}",
                Sentence.Of(LoadFailures.Explain(failure, new LoadOwnProgram(), Able)));
            Assert.NotEmpty(ErrnoAdvice.For(errno));
        }
    }

    [Fact]
    public void Before_5_11_too_little_lockable_memory_is_a_reason()
    {
        var here = Able with { Release = new Version(5, 10), TryRaiseMemoryLock = () => false };
        const string Words = "the memory-lock limit (ulimit -l) is too low to {0} and may not be raised here; raise it or run as root";
        Making(Errno.EPERM, here, Words.Replace("{0}", "create the rings", StringComparison.Ordinal));
        Tracing(Errno.EPERM, here, Words.Replace("{0}", $"trace {Target}", StringComparison.Ordinal));
    }

    [Fact]
    public void From_5_11_on_lockable_memory_is_no_reason()
    {
        var here = Able with { Release = new Version(5, 11), TryRaiseMemoryLock = () => false };
        Making(Errno.EPERM, here, "the kernel forbids to create the rings although the capabilities are there: a security policy of this machine");
    }

    [Fact]
    public void A_verifier_that_explains_itself_is_quoted()
    {
        var refusal = FakeMachine.Refusal(Errno.EACCES, "0: (bf) r6 = r1\nR1 !read_ok\nprocessed 1 insns (limit 1000000) max_states_per_insn 0\n");
        foreach (var (failure, purpose) in (ReadOnlySpan<(CaptureException, string)>)[
            (LoadFailures.ExplainTracing(refusal, Function, Able, _ => FeatureSupport.Supported), $"trace {Target}"),
            (LoadFailures.Explain(refusal, new LoadOwnProgram(), Able), "load our XDP program")])
        {
            Assert.Equal(
                $"the kernel's verifier refused to {purpose}: BPF_PROG_LOAD xdpdump_entry: EACCES (Permission denied): R1 !read_ok (-vv shows its log)",
                Sentence.Of(failure));
            Assert.StartsWith("0: (bf) r6 = r1\n", failure.Detail, StringComparison.Ordinal);
        }
    }

    /// <param name="errno">What the kernel answered.</param>
    /// <param name="here">The machine.</param>
    /// <param name="words">What is said.</param>
    /// <param name="fentry">What it says when it is asked for fentry; null where it is not to be asked.</param>
    private static void Tracing(Errno errno, HostPrivileges here, string words, FeatureSupport? fentry = null)
    {
        var refusal = FakeMachine.Refusal(errno);
        var failure = LoadFailures.ExplainTracing(refusal, Function, here, feature =>
        {
            Assert.Same(TracingFeatures.Fentry, feature);
            Assert.NotNull(fentry);
            return fentry;
        });
        Assert.Equal(words, Sentence.Of(failure));
        Assert.Same(refusal, failure.InnerException);
    }

    private static void Making(Errno errno, HostPrivileges here, string words) =>
        Assert.Equal(words, Sentence.Of(LoadFailures.Explain(FakeMachine.Refusal(errno), new CreateRings(), here)));

    private static string Made(HostPrivileges here, CapturePurpose purpose) =>
        Sentence.Of(LoadFailures.Explain(FakeMachine.Refusal(Errno.EPERM), purpose, here));
}
