using Ebpf.Objects;
using Ebpf.Xdp;
using Kernel.Tests.Objects;
using Kernel.Tests.Support;

namespace Kernel.Tests.Xdp;

/// <summary>Where a program that was attached shows, and where it must not.</summary>
public sealed class AttachmentsTests : IDisposable
{
    private readonly TestNetwork _network = new();
    private readonly BpfProgram _program = BpfProgram.Load(Samples.Answer(Samples.Pass), Samples.NoMaps);

    public void Dispose()
    {
        _program.Dispose();
        _network.Dispose();
    }

    [Fact]
    public void Driver_without_xdp_runs_a_program_generically()
    {
        const int Loopback = 1;
        using var link = _network.Inside(() => BpfLink.AttachXdp(_program, Loopback, XdpMode.Unspecified));
        Assert.Equal([new XdpAttachment(XdpMode.Generic, _program.GetInfo().Id)], Find("lo").Attachments);
    }

    [Fact]
    public void Program_on_the_same_index_of_another_namespace_is_not_listed()
    {
        using var other = new TestNetwork();
        int left = other.IndexOf("rx0");
        Assert.Equal(_network.IndexOf("rx0"), left);
        using var link = other.Inside(() => BpfLink.AttachXdp(_program, left, XdpMode.Native));
        Assert.Empty(Find("rx0").Attachments);
        Assert.Single(other.Inside(() => NetworkInterfaces.Find("rx0"))!.Attachments);
    }

    [Fact]
    [Trait("Needs", "bonding")]
    public void Program_on_a_bond_shows_there_and_its_slave_names_the_bond()
    {
        AddOrSkip("bond");
        Link("set", "rx0", "down");
        Link("set", "rx0", "master", "above");
        int bond = _network.IndexOf("above");
        using var link = _network.Inside(() => BpfLink.AttachXdp(_program, bond, XdpMode.Generic));
        Assert.Equal(bond, Find("rx0").MasterIndex);
        Assert.Null(Find("tx0").MasterIndex);
        Assert.Empty(Find("rx0").Attachments);
        Assert.Equal(XdpMode.Generic, Assert.Single(Find("above").Attachments).Mode);
    }

    private NetworkInterface Find(string name) => _network.Inside(() => NetworkInterfaces.Find(name))!;

    private void Link(params string[] arguments) => _network.Ip(["link", .. arguments]);

    private void AddOrSkip(string kind)
    {
        try
        {
            Link("add", "above", "type", kind);
        }
        catch (InvalidOperationException failure)
        {
            Assert.SkipWhen(failure.Message.Contains("Unknown device type", StringComparison.Ordinal), $"This kernel has no {kind} driver.");
            throw;
        }
    }
}
