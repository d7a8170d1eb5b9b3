using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>A bond's program runs on its slaves: on those it has, and those it gets.</summary>
[Collection("captures")]
[Trait("Needs", "bonding")]
public sealed class SlavesTests : NetworkTest
{
    private const string Bond = "bond1", OtherBond = "bond2";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Slaves_that_come_and_go_and_come_again_are_followed(bool fromOutside)
    {
        Requires.Fentry();
        Make(Bond, "s0", "s1");
        MakePair("s2");
        using var target = AttachTo(Bond);
        using var outside = new TestNetwork();
        string[] words = ["-i", Bond, "--rx-capture", "entry,exit"];
        using var tool = fromOutside
            ? XdpdumpProcess.StartCapturing(outside, [.. words, "--netns", Network.Name])
            : StartCapturing(words);
        Send("s0", 60);
        Send("s1", 61);
        tool.WaitForLines(4);

        Enslave("s2", Bond);
        tool.WaitToSay("bond1: slave s2 came; packets that the XDP program sees there are captured from now on, those before this are missing");
        Send("s2", 62);
        tool.WaitForLines(6);
        Release("s1");
        tool.WaitToSay("bond1: slave s1 left; nothing is captured there any more");
        Release("s2");
        tool.WaitToSay("bond1: slave s2 left");
        Network.Ip("link", "set", "s2", "name", "renamed");
        Enslave("renamed", Bond);
        tool.WaitToSay("bond1: slave renamed came");
        Send("s2", 63);
        Send("s0", 64);
        tool.WaitForLines(10);
        tool.Interrupt();

        Assert.True(tool.ExitCode == 0, tool.Errors);
        Assert.Equal(
            [60, 60, 61, 61, 62, 62, 63, 63, 64, 64], TextRecord.ReadAll(tool.Output).Select(record => (int)record.Size));
        Assert.Equal((10ul, 0ul), Tracing.Counts(tool));
        Assert.DoesNotContain("XDP programs changed", tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_bonds_with_one_program_each_is_told_the_packets_of_its_own_slaves()
    {
        Requires.Fentry();
        Make(Bond, "s0", "s2");
        Make(OtherBond, "s1");
        using var target = AttachTo(Bond);
        target.Attach(Network, OtherBond);
        using var file = new TracedFile();
        using var tool = StartCapturing("-i", $"{Bond},{OtherBond}", "-w", file.Path);
        Send("s0", 60);
        Send("s1", 61);
        Send("s2", 62);
        Release("s2");
        tool.WaitToSay("bond1: slave s2 left");
        Enslave("s2", OtherBond);
        tool.WaitToSay("bond2: slave s2 came");
        Send("s2", 63);
        Wait.Until(() => target.Seen == 4, "four packets");
        tool.Interrupt();
        file.Read();

        Assert.True(tool.ExitCode == 0, tool.Errors);
        Assert.Equal([(60u, 0u), (61u, 1u), (62u, 0u), (63u, 1u)], file.Packets.Select(packet => (packet.OriginalLength, packet.InterfaceId)));
        Assert.Equal(["bond1@fentry", "bond2@fentry"], file.Interfaces.Select(one => one.Name));
    }

    [Fact]
    public void A_program_that_comes_to_a_bond_later_is_captured_at_on_the_slaves_it_has_then()
    {
        Requires.Fentry();
        Make(Bond, "s0");
        MakePair("s1");
        var target = AttachTo(Bond);
        using var tool = StartCapturing("-i", Bond);
        target.Dispose();
        tool.WaitToSay("bond1: its XDP program was detached");
        Enslave("s1", Bond);
        using var next = AttachTo(Bond);
        tool.WaitToSay($"capture goes on at ID {next.Id}");
        Send("s1", 60);
        Send("s0", 61);
        tool.WaitForLines(2);
        tool.Interrupt();
        Assert.True(tool.ExitCode == 0, tool.Errors);
    }

    [Fact]
    public void Our_own_program_is_handed_down_to_slaves_that_come_and_needs_no_telling()
    {
        Make(Bond, "s0");
        MakePair("s1");
        using var tool = StartCapturing("-i", Bond, "--load-xdp-program", "--load-xdp-mode", "native");
        Send("s0", 60);
        tool.WaitForLines(1);
        Enslave("s1", Bond);
        Wait.Until(() => Network.Interface("s1").IsUp, "the slave to be up");
        Send("s1", 61);
        tool.WaitForLines(2);
        tool.Interrupt();
        Assert.True(tool.ExitCode == 0, tool.Errors);
    }

    private TargetProgram AttachTo(string bond)
    {
        var target = new TargetProgram(new TargetSpec());
        target.Attach(Network, bond);
        return target;
    }

    private void Make(string bond, params string[] slaves)
    {
        try
        {
            Network.Ip("link", "add", bond, "type", "bond", "mode", "balance-rr", "miimon", "100");
        }
        catch (InvalidOperationException failure) when (failure.Message.Contains("Unknown device type", StringComparison.Ordinal))
        {
            Assert.Skip("This kernel has no bonding driver.");
        }

        foreach (var slave in slaves)
        {
            MakePair(slave);
            Enslave(slave, bond);
        }

        Network.Ip("link", "set", bond, "up");
    }

    private void MakePair(string slave)
    {
        Network.Ip("link", "add", slave, "type", "veth", "peer", "name", PeerOf(slave));
        Network.Ip("link", "set", PeerOf(slave), "up");
    }

    private void Enslave(string slave, string bond)
    {
        Network.Ip("link", "set", slave, "down");
        Network.Ip("link", "set", slave, "master", bond);
        Network.Ip("link", "set", slave, "up");
    }

    private void Release(string slave) => Network.Ip("link", "set", slave, "nomaster");

    private void Send(string slave, int length) => SendFrom(Network.IndexOf(PeerOf(slave)), Frames.Plain(length));

    private static string PeerOf(string slave) => $"to-{slave}";
}
