using Ebpf.Objects;
using Ebpf.Sys;
using Ebpf.Xdp;
using Linux;

namespace Ebpf.Tests.Xdp;

/// <summary>Where libxdp pins what a dispatcher runs.</summary>
public sealed class XdpDispatcherPinsTests : IDisposable
{
    private const string Folder = "/sys/fs/bpf/xdp/dispatch-4-10";

    private readonly FakeObjects _kernel = new();

    public XdpDispatcherPinsTests()
    {
        foreach (uint id in (uint[])[20, 21])
            _kernel.Programs[id] = new ProgramInfo { Id = id, Type = ProgramType.Extension, Name = $"p{id}", Tag = "0011223344556677" };
    }

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void Programs_come_by_slot()
    {
        _kernel.Pins[$"{Folder}/prog1-prog"] = 21;
        _kernel.Pins[$"{Folder}/prog0-prog"] = 20;
        Assert.Equal([20u, 21u], Open(2));
        Assert.Equal(Folder, XdpDispatcherPins.Folder(4, 10));
    }

    [Fact]
    public void Pins_that_a_new_sys_hides_are_found_in_the_first_processs_view()
    {
        _kernel.Pins[$"/proc/1/root{Folder}/prog0-prog"] = 20;
        Assert.Equal([20u], Open(1));
        Assert.Equal([$"{Folder}/prog0-prog", $"/proc/1/root{Folder}/prog0-prog"], _kernel.AskedPins);
    }

    [Fact]
    public void A_part_of_them_is_no_answer()
    {
        _kernel.Pins[$"{Folder}/prog0-prog"] = 20;
        Assert.Empty(Open(2));
    }

    [Fact]
    public void A_folder_that_may_not_be_read_is_no_missing_one()
    {
        _kernel.Kernel.Fail(BpfCommand.ObjectGet, Errno.EACCES);
        var failure = Assert.Throws<BpfException>(() => Open(1));
        Assert.Equal($"BPF_OBJ_GET {Folder}/prog0-prog: EACCES (Permission denied)", failure.Message);
    }

    private static List<uint> Open(int count)
    {
        var programs = XdpDispatcherPins.Open(4, 10, count);
        List<uint> ids = [.. programs.Select(program => program.GetInfo().Id)];
        foreach (var program in programs)
            program.Dispose();
        return ids;
    }
}
