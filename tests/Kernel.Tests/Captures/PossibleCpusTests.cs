using Ebpf.Objects;
using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>How many CPUs have a ring does not hang on what /sys shows: containers put files of their own there.</summary>
public sealed class PossibleCpusTests : NetworkTest
{
    [Theory]
    [InlineData("echo 0 >$f; mount --bind $f $p")] // too few
    [InlineData("echo 0-4095 >$f; mount --bind $f $p")] // too many
    [InlineData("mount --bind $f $p")] // empty
    [InlineData("echo none >$f; mount --bind $f $p")]
    [InlineData("mount -t tmpfs none /sys/devices/system/cpu")] // missing
    public void Every_possible_cpu_has_a_ring_whatever_is_in_sys(string change)
    {
        const string Prepare = "set -e; p=/sys/devices/system/cpu/possible f=$(mktemp)";
        const string Capture = $"exec \"$XDPDUMP\" -i {Receiver} --load-xdp-program -v";
        using var tool = StartShell($"exec unshare -m bash -c '{Prepare}; {change}; rm -f $f; {Capture}'");
        tool.WaitForBanner();
        tool.Interrupt();
        Assert.Equal(0, tool.ExitCode);
        Assert.Contains($"\nrings: {PossibleCpus.Count} CPUs, ", tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Kernels", "all")]
    public void The_kernel_tells_what_its_own_list_says()
    {
        var list = File.ReadAllText("/sys/devices/system/cpu/possible").Trim(); // nobody has put another over this one
        Assert.Equal(int.Parse(list.Split(',', '-')[^1], System.Globalization.CultureInfo.InvariantCulture) + 1, PossibleCpus.Count);
    }
}
