using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Capture.Hooks;
using Capture.Reasons;
using Kernel.Tests.Support;
using Linux;
using Linux.Native;
using Linux.Network;
using Linux.Processes;
using Xdpdump.Sentences;

namespace Kernel.Tests.Xdp;

/// <summary>What ip(8) says of an interface while it is held promiscuous, and afterwards.</summary>
public sealed partial class PromiscuousModeTests : NetworkTest
{
    [Fact]
    public void Interface_is_promiscuous_until_given_back()
    {
        Assert.Equal(0, Holders());
        using (Enter())
        {
            Assert.Equal(1, Holders());
            Assert.Equal(0, Holders(Sender));
        }
        WaitForHolders(0);
    }

    [Fact]
    public void Holders_do_not_disturb_each_other_nor_the_administrator()
    {
        Network.Ip("link", "set", Receiver, "promisc", "on");
        using var first = Enter();
        using (Enter())
            Assert.Equal(3, Holders());
        WaitForHolders(2);
        Network.Ip("link", "set", Receiver, "promisc", "off");
        Assert.Equal(1, Holders());
    }

    [Fact]
    public void Interface_is_given_back_even_by_a_process_that_is_killed()
    {
        using var holder = HoldInAnotherProcess();
        Assert.Equal(1, Holders());
        holder.Kill(); // SIGKILL
        holder.WaitForExit();
        WaitForHolders(0);
    }

    [Fact]
    public void Interface_may_go_away_while_held()
    {
        using var held = Enter();
        Network.Ip("link", "delete", Receiver);
    }

    [Fact]
    public void Interface_that_is_not_there_is_refused()
    {
        var failure = Assert.Throws<SystemCallException>(() => Network.Inside(() => PromiscuousMode.Enter(987_654)));
        Assert.Equal("PACKET_ADD_MEMBERSHIP on interface 987654: ENODEV (No such device)", failure.Message);
    }

    [Fact]
    public void Without_the_capability_for_packet_sockets_it_is_refused()
    {
        var failure = Assert.Throws<SystemCallException>(() => Network.Inside(() =>
            Privileges.Without(Capability.NetRaw, () => PromiscuousMode.Enter(Network.ReceiverIndex))));
        Assert.Equal(Errno.EPERM, failure.Errno);
        Assert.Equal(0, Holders());
    }

    [Fact]
    public void Refusals_are_told_with_a_way_out()
    {
        var receiver = Network.Interface(Receiver);
        Assert.StartsWith(
            "CAP_NET_RAW is missing, which it takes to make rx0 promiscuous; run as root, or grant it: ",
            Sentence.Of(Assert.Throws<CaptureException>(() => Network.Inside(() =>
                Privileges.Without(Capability.NetRaw, () => Promiscuity.Enter(receiver))))));
        Network.Ip("link", "delete", Receiver);
        Assert.Equal(
            "interface rx0 cannot be made promiscuous: ENODEV (No such device); capture without it, or see whether the interface is still there",
            Sentence.Of(Assert.Throws<CaptureException>(() => Network.Inside(() => Promiscuity.Enter(receiver)))));
    }

    private void WaitForHolders(int count) => Wait.Until(() => Holders() == count, $"the interface to have {count} holders");

    private PromiscuousMode Enter() => Network.Inside(() => PromiscuousMode.Enter(Network.ReceiverIndex));

    /// <summary>A process that has inherited the socket, which nobody else has any more.</summary>
    private Process HoldInAnotherProcess()
    {
        const int SetDescriptorFlags = 2, CloseOnExec = 1; // F_SETFD, FD_CLOEXEC
        using var held = Enter();
        Assert.Equal(0, LibC.FileControl(held.Handle, SetDescriptorFlags, 0));
        var process = Process.Start("sleep", "1000");
        Assert.Equal(0, LibC.FileControl(held.Handle, SetDescriptorFlags, CloseOnExec));
        return process;
    }

    private int Holders(string name = Receiver) => int.Parse(
        HolderCount().Match(Network.Ip("-d", "link", "show", "dev", name)).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"promiscuity (\d+)")]
    private static partial Regex HolderCount();
}
