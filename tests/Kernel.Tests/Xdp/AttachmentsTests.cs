using Ebpf.Objects;
using Kernel.Tests.Objects;
using Kernel.Tests.Support;
using Linux.Network;

namespace Kernel.Tests.Xdp;

/// <summary>Where a program that was attached shows, and where it must not.</summary>
public sealed class AttachmentsTests : NetworkTest
{
    private readonly BpfProgram _program = BpfProgram.Load(Samples.Answer(Samples.Pass), Samples.NoMaps);

    public override void Dispose()
    {
        _program.Dispose();
        base.Dispose();
    }

    [Fact]
    public void Driver_without_xdp_runs_a_program_generically()
    {
        const int Loopback = 1;
        using var link = Network.Inside(() => BpfLink.AttachXdp(_program, Loopback, XdpMode.Unspecified));
        Assert.Equal([new XdpAttachment(XdpMode.Generic, _program.GetInfo().Id)], Network.Interface("lo").Attachments);
    }

    [Fact]
    public void Program_on_the_same_index_of_another_namespace_is_not_listed()
    {
        using var other = new TestNetwork();
        Assert.Equal(Network.ReceiverIndex, other.ReceiverIndex);
        using var link = other.Inside(() => BpfLink.AttachXdp(_program, other.ReceiverIndex, XdpMode.Native));
        Assert.Empty(Network.Interface(Receiver).Attachments);
        Assert.Single(other.Interface(Receiver).Attachments);
    }

    [Fact]
    [Trait("Needs", "bonding")]
    public void Program_on_a_bond_shows_there_and_its_slave_names_the_bond()
    {
        const string Bond = "bond1";
        AddOrSkip(Bond);
        Network.Ip("link", "set", Receiver, "down");
        Network.Ip("link", "set", Receiver, "master", Bond);
        int bond = Network.IndexOf(Bond);
        using var link = Network.Inside(() => BpfLink.AttachXdp(_program, bond, XdpMode.Generic));
        Assert.Equal(XdpMode.Generic, Assert.Single(Network.Interface(Bond).Attachments).Mode);
        Assert.Equal(bond, Network.Interface(Receiver).MasterIndex);
        Assert.Empty(Network.Interface(Receiver).Attachments);
        Assert.Null(Network.Interface(Sender).MasterIndex);
    }

    private void AddOrSkip(string bond)
    {
        try
        {
            Network.Ip("link", "add", bond, "type", "bond");
        }
        catch (InvalidOperationException failure) when (failure.Message.Contains("Unknown device type", StringComparison.Ordinal))
        {
            Assert.Skip("This kernel has no bonding driver.");
        }
    }
}
