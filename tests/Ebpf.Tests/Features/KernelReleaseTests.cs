using Ebpf.Features;

namespace Ebpf.Tests.Features;

public sealed class KernelReleaseTests
{
    [Theory]
    [InlineData("6.1.0-50-amd64\n", 6, 1)]
    [InlineData("5.10.0", 5, 10)]
    [InlineData("7.2-rc1", 7, 2)]
    [InlineData("5.4.0+", 5, 4)]
    [InlineData("odd", int.MaxValue, 0)]
    public void A_release_is_read_up_to_its_minor_number(string release, int major, int minor) =>
        Assert.Equal(new Version(major, minor), KernelRelease.Parse(release));
}
