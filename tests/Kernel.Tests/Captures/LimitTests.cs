using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>Small limits of descriptors, memory and address space: less ring with a warning, or an error with the cause and what helps.</summary>
[Collection("captures")]
public sealed class LimitTests : NetworkTest
{
    [Theory]
    [InlineData("--load-xdp-program")]
    [InlineData("")] // through libpcap
    public void Few_descriptors_are_enough_or_are_said_to_be_too_few(string words)
    {
        var captured = false;
        for (var limit = 4; limit <= 24; limit++)
        {
            using var tool = StartShell($"ulimit -c 0 -n {limit}; exec $XDPDUMP -i {Receiver} {words} -c 1 -w /dev/null");
            SendUntilTheEndOf(tool);

            Assert.True(tool.ExitCode == (captured ? 0 : tool.ExitCode & 1), $"{limit}: {tool.ExitCode}, {tool.Errors}");
            captured = tool.ExitCode == 0;
            if (!captured)
            {
                Assert.StartsWith("ERROR: ", tool.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
                Assert.Contains("oo many open files", tool.Errors, StringComparison.Ordinal);
                Assert.Contains("ulimit -n", tool.Errors, StringComparison.Ordinal);
            }
        }

        Assert.True(captured);
    }

    [Fact]
    public void Little_address_space_makes_smaller_rings_with_a_warning()
    {
        using var tool = StartShell($"ulimit -v 600000; exec $XDPDUMP -i {Receiver} --load-xdp-program -B 262144 -s 1600 -c 1");
        tool.WaitForBanner();
        Send(Frames.Plain(60));
        tool.WaitForExit();
        Assert.Equal(0, tool.ExitCode);
        Assert.Matches("WARNING: there is no memory for rings of 262144 KiB; each of [0-9]+ CPUs has [0-9]+ KiB", tool.Errors);
        Assert.Contains("\n1 packets captured\n0 packets dropped by ring\n", tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Types_that_are_hidden_may_come_from_a_file()
    {
        using var target = Attach();
        var copy = Folder.File("btf");
        File.Copy("/sys/kernel/btf/vmlinux", copy);
        using var tool = StartShell(
            "exec unshare --mount sh -c 'mount -t tmpfs none /sys/kernel/btf && exec $XDPDUMP "
            + $"-i {Receiver} --rx-capture entry,exit --btf {copy} -c 2'");
        SendUntilTheEndOf(tool);
        // Where fentry is forbidden, it is that what stands in the way, and no longer the types.
        if (!Requires.Has(Ebpf.Features.TracingFeatures.Fentry))
            Assert.Contains("forbids fentry/fexit programs by policy", tool.Errors, StringComparison.Ordinal);
        else
            Assert.Equal((2ul, 0ul), Tracing.Counts(tool));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/dev/zero")]
    public void A_file_without_types_is_named(string path)
    {
        using var target = Attach();
        NoTypes(path);
    }

    /// <summary>A program that comes later would be captured at by them.</summary>
    [Fact]
    public void A_file_without_types_is_named_before_there_is_a_program()
    {
        NoTypes("/etc/passwd");
        NoTypes("/etc/passwd", "--load-xdp-program");
    }

    private void NoTypes(string path, params string[] words)
    {
        using var tool = RunToEnd(["-i", Receiver, "--btf", path, .. words]);
        Assert.Equal(1, tool.ExitCode);
        Assert.StartsWith($"ERROR: the kernel's type information cannot be read from {path}: ", tool.Errors, StringComparison.Ordinal);
    }
}
