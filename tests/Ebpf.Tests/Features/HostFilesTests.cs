using Ebpf.Features;
using Linux;

namespace Ebpf.Tests.Features;

/// <summary>What is told by files of the kernel's, which a container may hide.</summary>
public sealed class HostFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ebpf-features-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_machines_own_user_namespace_is_told_from_others()
    {
        Assert.False(HostPrivileges.IsAnother(Link("own", "user:[4026531837]")));
        Assert.True(HostPrivileges.IsAnother(Link("other", "user:[4026532211]")));
    }

    [Fact]
    public void A_user_namespace_that_is_not_told_is_taken_for_the_machines_own() =>
        Assert.False(HostPrivileges.IsAnother(Path.Combine(_folder, "nothing")));

    [Fact]
    public void Kernel_types_are_there_where_they_can_be_opened()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "btf"));
        File.WriteAllText(Path.Combine(_folder, "btf", "vmlinux"), "");
        Assert.Equal(FeatureSupport.Supported, KernelTypes.Find(_folder));
    }

    [Fact]
    public void A_kernel_without_types_makes_no_folder_for_them()
    {
        File.WriteAllText(Path.Combine(_folder, "uevent_seqnum"), "");
        Assert.Equal(Errno.ENOENT, Assert.IsType<FeatureUnsupported>(KernelTypes.Find(_folder)).Error);
    }

    [Fact]
    public void An_empty_folder_has_something_mounted_over_it()
    {
        Assert.IsType<FeatureUnknown>(KernelTypes.Find(_folder)); // over /sys/kernel
        Directory.CreateDirectory(Path.Combine(_folder, "btf"));
        Assert.IsType<FeatureUnknown>(KernelTypes.Find(_folder)); // over /sys/kernel/btf
        Assert.IsType<FeatureUnknown>(KernelTypes.Find(Path.Combine(_folder, "nothing"))); // no /sys at all
    }

    [Fact]
    public void Types_that_cannot_be_opened_are_not_taken_for_none()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "btf"));
        Link(Path.Combine("btf", "vmlinux"), "vmlinux"); // leads to itself: ELOOP
        Assert.Contains("ELOOP", Assert.IsType<FeatureUnknown>(KernelTypes.Find(_folder)).Problem, StringComparison.Ordinal);
    }

    private string Link(string name, string target)
    {
        var path = Path.Combine(_folder, name);
        File.CreateSymbolicLink(path, target);
        return path;
    }
}
