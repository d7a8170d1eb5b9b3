using Ebpf.Features;
using Ebpf.Objects;
using Linux;
using Linux.Processes;

namespace Ebpf.Tests.Features;

/// <summary>When a kernel is asked, what is kept of its answer, and what its refusals mean.</summary>
public sealed class KernelFeatureTests
{
    private static readonly HostPrivileges Able = new(new Version(6, 12), _ => true, () => true, () => false);

    [Fact]
    public void Nothing_is_asked_before_somebody_wants_to_know()
    {
        using var kernel = new FakeKernel();
        Assert.NotEmpty(KernelFeatures.All);
        Assert.Empty(kernel.Calls);
    }

    [Fact]
    public void A_kernel_is_asked_once_whoever_wants_to_know()
    {
        var asked = 0;
        var feature = Feature(() =>
        {
            Interlocked.Increment(ref asked);
            Thread.Sleep(20);
            return new FeatureUnsupported("no", Errno.EINVAL);
        });
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() => Assert.NotNull(feature.Support)))];
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();

        Assert.Same(feature.Support, feature.Support);
        Assert.Equal(1, asked);
    }

    [Fact]
    public void What_could_not_be_asked_is_asked_again()
    {
        var answers = new Queue<Func<FeatureSupport>>([
            () => throw new SystemCallException("BPF_MAP_CREATE", Errno.ENOMEM),
            () => throw new SystemCallException("BPF_MAP_CREATE", Errno.EMFILE),
            () => FeatureSupport.Supported]);
        var feature = Feature(() => answers.Dequeue()());

        Assert.Equal(new FeatureUnknown("BPF_MAP_CREATE: ENOMEM (Cannot allocate memory)", Errno.ENOMEM), feature.Support);
        Assert.Equal(new FeatureUnknown("BPF_MAP_CREATE: EMFILE (Too many open files)", Errno.EMFILE), feature.Support);
        Assert.Equal(FeatureSupport.Supported, feature.Support);
        Assert.Equal(FeatureSupport.Supported, feature.Support);
    }

    [Fact]
    public void A_stand_ins_answers_are_not_kept()
    {
        var asked = 0;
        var feature = Feature(() => ++asked < 3 ? new FeatureUnsupported("no", Errno.EINVAL) : FeatureSupport.Supported);
        using (new FakeKernel())
        {
            Assert.IsType<FeatureUnsupported>(feature.Support);
            Assert.IsType<FeatureUnsupported>(feature.Support);
        }

        Assert.IsType<FeatureSupported>(feature.Support);
        Assert.Equal(3, asked);
    }

    [Theory]
    [InlineData("EINVAL", typeof(FeatureUnsupported))] // a command, a type, a flag
    [InlineData("E2BIG", typeof(FeatureUnsupported))] // an attribute
    [InlineData("ENOTSUPP", typeof(FeatureUnsupported))] // a processor's part
    [InlineData("EOPNOTSUPP", typeof(FeatureUnsupported))]
    [InlineData("ENOSYS", typeof(FeatureUnknown))]
    [InlineData("EPERM", typeof(FeatureRefused))]
    [InlineData("ENOMEM", typeof(FeatureUnknown))]
    [InlineData("EMFILE", typeof(FeatureUnknown))]
    [InlineData("EACCES", typeof(FeatureUnknown))]
    [InlineData("EBUSY", typeof(FeatureUnknown))]
    public void Only_what_a_kernel_without_it_answers_means_that_there_is_none(string errno, Type support)
    {
        var error = Enumerable.Range(1, 524).Select(number => new Errno(number)).First(one => one.Name == errno);
        Assert.IsType(support, FeatureSupport.Of(new BpfException("BPF_PROG_LOAD probe", error), [Capability.Bpf], Able));
    }

    [Fact]
    public void A_refusal_says_why()
    {
        Assert.Equal(new DeniedByPolicy(), Cause(Able));
        Assert.Equal(new DeniedToUserNamespace(), Cause(Able with { IsInUserNamespace = () => true }));
        Assert.Equal(new MemoryLockDenied(), Cause(Able with { Release = new Version(5, 10), TryRaiseMemoryLock = () => false }));
        Assert.Equal(new DeniedByPolicy(), Cause(Able with { Release = new Version(5, 10) }));
        Assert.Equal(new DeniedByPolicy(), Cause(Able with { Release = new Version(5, 11), TryRaiseMemoryLock = () => false }));
    }

    [Fact]
    public void Only_capabilities_that_the_feature_takes_are_missed()
    {
        var here = Able with { Has = _ => false };
        Assert.Equal([Capability.Bpf, Capability.Perfmon], Assert.IsType<CapabilitiesDenied>(Cause(here)).Missing);
        Assert.Equal(new DeniedByPolicy(), Cause(Able with { Has = one => one is Capability.Bpf or Capability.Perfmon }));
        Assert.Equal(new DeniedByPolicy(), Cause(Able with { Has = one => one == Capability.SysAdmin }));
    }

    private static PermissionDenial Cause(HostPrivileges here) => Assert.IsType<FeatureRefused>(
        FeatureSupport.Of(new BpfException("BPF_PROG_LOAD probe", Errno.EPERM), [Capability.Bpf, Capability.Perfmon], here)).Cause;

    private static KernelFeature Feature(Func<FeatureSupport> probe) => new("a feature", new Version(5, 5), [Capability.Bpf], probe);
}
