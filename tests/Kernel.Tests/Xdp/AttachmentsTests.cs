using Ebpf.Objects;
using Ebpf.Xdp;
using Kernel.Tests.Objects;

namespace Kernel.Tests.Xdp;

/// <summary>Where a program that was attached shows, and where it must not.</summary>
public sealed class AttachmentsTests : IDisposable
{
    private readonly VirtualNetwork _network = new();
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
        using var link = _network.Run(() => BpfLink.AttachXdp(_program, Loopback, XdpMode.Unspecified));
        Assert.Equal([new XdpAttachment(XdpMode.Generic, _program.GetInfo().Id)], Find("lo").Attachments);
    }

    [Fact]
    public void Program_on_the_same_index_of_another_namespace_is_not_listed()
    {
        using var other = new VirtualNetwork();
        int left = other.IndexOf("left");
        Assert.Equal(_network.IndexOf("left"), left);
        using var link = other.Run(() => BpfLink.AttachXdp(_program, left, XdpMode.Native));
        Assert.Empty(Find("left").Attachments);
        Assert.Single(other.Run(() => NetworkInterfaces.Find("left"))!.Attachments);
    }

    [Fact]
    public void Program_on_a_bond_shows_there_and_its_slave_names_the_bond()
    {
        AddOrSkip("bond");
        Link("set", "left", "down");
        Link("set", "left", "master", "above");
        int bond = _network.IndexOf("above");
        using var link = _network.Run(() => BpfLink.AttachXdp(_program, bond, XdpMode.Generic));
        Assert.Equal(bond, Find("left").MasterIndex);
        Assert.Null(Find("right").MasterIndex);
        Assert.Empty(Find("left").Attachments);
        Assert.Equal(XdpMode.Generic, Assert.Single(Find("above").Attachments).Mode);
    }

    private NetworkInterface Find(string name) => _network.Run(() => NetworkInterfaces.Find(name))!;

    private void Link(params string[] arguments) => _network.Ip(["-n", Path.GetFileName(_network.Path), "link", .. arguments]);

    private void AddOrSkip(string kind)
    {
        try
        {
            Link("add", "above", "type", kind);
        }
        catch (Xunit.Sdk.TrueException failure)
        {
            Assert.SkipWhen(failure.Message.Contains("Unknown device type", StringComparison.Ordinal), $"This kernel has no {kind} driver.");
            throw;
        }
    }
}
