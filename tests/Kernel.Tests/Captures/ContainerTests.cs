using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>What a container takes away is told from what the machine lacks and from its policies.</summary>
[Collection("captures")]
public sealed class ContainerTests : IDisposable
{
    private const string Receiver = TestNetwork.Receiver;
    private const string DoNotCount = ": capabilities of a user namespace do not count for BPF; run as root of the machine itself\n";
    private const string AsRootOfANamespace = "exec unshare --user --map-root-user $XDPDUMP";

    private readonly TestNetwork _network = new();

    public void Dispose() => _network.Dispose();

    [Theory]
    [InlineData("--load-xdp-program")]
    [InlineData("--load-xdp-program --load-xdp-mode skb")]
    public void In_a_user_namespace_nothing_can_be_loaded(string words) => Refused(
        $"{AsRootOfANamespace} -i {Receiver} {words}", $"the kernel does not let processes in a user namespace create the rings{DoNotCount}");

    [Fact]
    public void In_a_user_namespace_no_program_can_be_looked_up()
    {
        using var target = TargetProgram.On(_network);
        Refused(
            $"{AsRootOfANamespace} -i {Receiver} --rx-capture entry,exit",
            $"the kernel does not let processes in a user namespace look up XDP program {target.Id} on {Receiver} by its id{DoNotCount}");
    }

    [Fact]
    public void In_a_user_namespace_libpcap_has_only_networks_of_its_own() => Refused(
        $"{AsRootOfANamespace} -i {Receiver}",
        $"the kernel does not let processes in a user namespace capture on {Receiver} through libpcap: capabilities of a user namespace "
        + "count only in network namespaces that belong to it\n");

    [Theory]
    [InlineData("/sys/kernel/btf")]
    [InlineData("/sys/kernel")]
    public void Types_that_are_mounted_over_are_not_taken_for_none(string place)
    {
        using var target = TargetProgram.On(_network);
        Refused(
            $"exec unshare --mount sh -c 'mount -t tmpfs none {place} && exec $XDPDUMP -i {Receiver} --rx-capture entry,exit'",
            "this kernel's BTF type information (/sys/kernel/btf/vmlinux) is hidden from this process, as in some containers; mount sysfs or "
            + "that file for it, or name a copy of it with --btf FILE, to capture at an XDP program; --load-xdp-program works without\n");
    }

    private void Refused(string command, string words)
    {
        using var tool = XdpdumpProcess.StartShell(_network, command);
        tool.WaitForExit();
        Assert.Equal(1, tool.ExitCode);
        Assert.EndsWith($"ERROR: {words}", tool.Errors, StringComparison.Ordinal);
    }
}
