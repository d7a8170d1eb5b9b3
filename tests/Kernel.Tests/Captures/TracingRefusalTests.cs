using Ebpf.Features;
using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>What is said where a program cannot be traced, and what an old kernel's limits do.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
[Trait("Kernels", "all")]
public sealed class TracingRefusalTests : NetworkTest
{
    private const string WithoutResourceRight = "setpriv --bounding-set=-sys_resource --inh-caps=-sys_resource";

    public TracingRefusalTests() => Requires.Fentry();

    /// <remarks>The kernel keeps no BTF of a program that is loaded with it but without func_info and line_info.</remarks>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_program_without_types_is_refused_by_name(bool withBtf)
    {
        var spec = new TargetSpec { FunctionName = "plain", WithBtf = withBtf, WithFunctionInfo = false };
        using var target = Attach(spec);
        using var tool = RunToEnd("-i", Receiver, "--rx-capture", "entry,exit");

        Assert.Equal(1, tool.ExitCode);
        Assert.StartsWith(
            $"ERROR: XDP program plain@{target.Id} was loaded without BTF type information, which the kernel needs to trace it; "
            + "compile it with -g", tool.Errors, StringComparison.Ordinal);
        Assert.Single(tool.Errors.TrimEnd('\n').Split('\n'));
        Assert.Empty(tool.Output);
    }

    [Fact]
    public void A_low_memory_lock_limit_is_raised_where_that_is_allowed()
    {
        using var target = Attach();
        using var tool = StartShell($"ulimit -l 64; exec $XDPDUMP -i {Receiver} --rx-capture entry,exit");
        tool.WaitForBanner();
        Send(Frames.Plain(60));
        tool.WaitForLines(2);
        tool.Interrupt();
        Assert.Equal((2ul, 0ul), Tracing.Counts(tool));
    }

    [Fact]
    public void A_low_memory_lock_limit_that_may_not_be_raised_is_named_by_kernels_that_charge_it()
    {
        using var target = Attach();
        using var tool = StartShell($"ulimit -l 64; exec {WithoutResourceRight} $XDPDUMP -i {Receiver} -c 1");

        if (HostPrivileges.Real.ChargesMemoryLock)
        {
            tool.WaitForExit();
            Assert.Equal(1, tool.ExitCode);
            Assert.StartsWith(
                "ERROR: the memory-lock limit (ulimit -l) is too low to create the rings and may not be raised here", tool.Errors,
                StringComparison.Ordinal);
            return;
        }

        tool.WaitForBanner();
        Send(Frames.Plain(60));
        tool.WaitForExit();
        Assert.Equal((1ul, 0ul), Tracing.Counts(tool));
    }

    [Fact]
    public void Rings_shrink_to_what_the_kernel_allows()
    {
        using var target = Attach();
        using var tool = StartCapturing("-i", Receiver, "-v", "-c", "1");
        Send(Frames.Plain(60));
        tool.WaitForExit();

        // Where a map's value is at most 4 MiB, the slack for a whole packet is part of it.
        var expected = Requires.Has(MapFeatures.LargeValues) ? "KiB each" : "2048 KiB each";
        Assert.Contains(expected, tool.Errors, StringComparison.Ordinal);
        Assert.Equal((1ul, 0ul), Tracing.Counts(tool));
    }
}
