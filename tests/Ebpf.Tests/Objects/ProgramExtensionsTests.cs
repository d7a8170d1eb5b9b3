using Ebpf.Btf;
using Ebpf.Objects;
using Ebpf.Sys;
using Linux;

namespace Ebpf.Tests.Objects;

public sealed class ProgramExtensionsTests : IDisposable
{
    private readonly FakeObjects _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void Links_of_extensions_lead_to_the_functions_they_replace()
    {
        Add(20, ProgramType.Extension);
        Add(21, ProgramType.Extension);
        _kernel.AddExtension(5, 21, target: 10, function: 9);
        _kernel.AddExtension(4, 20, target: 10, function: 7);
        var extensions = ProgramExtensions.Find();
        Assert.True(extensions.TargetsAreTold);
        Assert.Equal([new(20, 10, new BtfTypeId(7)), new ProgramExtension(21, 10, new BtfTypeId(9))], extensions.Found);
    }

    [Fact]
    public void A_program_that_only_watches_a_function_is_no_extension_of_it()
    {
        Add(20, ProgramType.Tracing);
        _kernel.AddExtension(4, 20, target: 10, function: 7);
        Assert.Empty(ProgramExtensions.Find().Found);
        Assert.True(ProgramExtensions.Find().TargetsAreTold);
    }

    [Fact]
    public void A_kernel_that_does_not_tell_targets_is_known_by_it()
    {
        Add(20, ProgramType.Extension);
        _kernel.AddExtension(4, 20, target: null, function: null);
        Assert.Equal((0, false), (ProgramExtensions.Find().Found.Count, ProgramExtensions.Find().TargetsAreTold));
    }

    [Fact]
    public void Other_links_say_nothing_about_that()
    {
        _kernel.Links[3] = new LinkInfo { Id = 3, Type = LinkType.Xdp, ProgramId = 20 };
        Assert.True(ProgramExtensions.Find().TargetsAreTold);
    }

    [Theory]
    [InlineData(1, false)] // EPERM: a policy may hide an extension
    [InlineData(12, false)] // ENOMEM
    [InlineData(22, true)] // EINVAL: a link of a kind that has nothing to tell
    public void A_link_that_the_kernel_does_not_describe_may_be_one_of_interest(int errno, bool told)
    {
        Add(20, ProgramType.Extension);
        _kernel.AddExtension(4, 20, target: 10, function: 7);
        _kernel.Kernel.Fail(BpfCommand.ObjectGetInfoByDescriptor, new Errno(errno));
        Assert.Equal((0, told), (ProgramExtensions.Find().Found.Count, ProgramExtensions.Find().TargetsAreTold));
    }

    [Theory]
    [InlineData(nameof(BpfCommand.LinkGetDescriptorById))]
    [InlineData(nameof(BpfCommand.ProgramGetDescriptorById))]
    public void What_goes_away_during_the_walk_is_left_out(string gone)
    {
        Add(20, ProgramType.Extension);
        _kernel.AddExtension(4, 20, target: 10, function: 7);
        _kernel.Kernel.Fail(Enum.Parse<BpfCommand>(gone), Errno.ENOENT);
        Assert.Empty(ProgramExtensions.Find().Found);
    }

    [Fact]
    public void A_walk_that_is_not_allowed_is_a_failure()
    {
        _kernel.Kernel.Fail(BpfCommand.LinkGetNextId, Errno.EPERM);
        Assert.Equal(Errno.EPERM, Assert.Throws<BpfException>(() => ProgramExtensions.Find()).Errno);
    }

    private void Add(uint id, ProgramType type) =>
        _kernel.Programs[id] = new ProgramInfo { Id = id, Type = type, Name = $"p{id}", Tag = "0011223344556677" };
}
