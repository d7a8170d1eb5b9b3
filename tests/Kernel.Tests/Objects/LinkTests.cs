using Ebpf.Objects;
using Kernel.Tests.Support;
using Linux;
using Linux.Files;
using Linux.Network;

namespace Kernel.Tests.Objects;

public sealed unsafe class LinkTests : NetworkTest
{
    [Theory]
    [InlineData(XdpMode.Native, "xdp")]
    [InlineData(XdpMode.Generic, "xdpgeneric")]
    public void A_program_is_attached_as_long_as_its_link_lives(XdpMode mode, string shown)
    {
        int left = Network.IndexOf("rx0");
        using BpfProgram program = BpfProgram.Load(Samples.Answer(Samples.Pass), Samples.NoMaps);
        uint programId = program.GetInfo().Id;
        using (BpfLink link = Network.Inside(() => BpfLink.AttachXdp(program, left, mode)))
        {
            LinkInfo info = link.GetInfo();
            Assert.Equal((LinkType.Xdp, programId, (int?)left), (info.Type, info.ProgramId, info.InterfaceIndex));
            Assert.Null(info.AttachType);
            Assert.Contains(info.Id, BpfLink.Ids());
            string seen = Network.Show("rx0");
            Assert.Contains($" {shown} ", seen, StringComparison.Ordinal);
            Assert.Contains($" id {programId} ", seen, StringComparison.Ordinal);

            BpfException busy = Assert.Throws<BpfException>(() => Network.Inside(() => BpfLink.AttachXdp(program, left, mode)));
            Assert.Equal(Errno.EBUSY, busy.Errno);
        }
        Wait.Until(() => !Network.Show("rx0").Contains("xdp", StringComparison.Ordinal), "the program to be detached");
    }

    [Fact]
    public void Another_program_takes_the_attached_ones_place()
    {
        using BpfProgram first = BpfProgram.Load(Samples.Answer(Samples.Pass), Samples.NoMaps);
        using BpfProgram second = BpfProgram.Load(Samples.Answer(Samples.Drop), Samples.NoMaps);
        using BpfLink link = Network.Inside(() => BpfLink.AttachXdp(first, Network.IndexOf("rx0"), XdpMode.Native));

        link.Update(second);

        Assert.Equal(second.GetInfo().Id, link.GetInfo().ProgramId);
        Assert.Contains($" id {second.GetInfo().Id} ", Network.Show("rx0"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_interface_that_is_not_there_is_refused()
    {
        using BpfProgram program = BpfProgram.Load(Samples.Answer(Samples.Pass), Samples.NoMaps);
        BpfException exception = Assert.Throws<BpfException>(() => BpfLink.AttachXdp(program, 1_000_000, XdpMode.Native));
        Assert.StartsWith("BPF_LINK_CREATE to interface 1000000: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mode_the_driver_lacks_is_refused()
    {
        using BpfProgram program = BpfProgram.Load(Samples.Answer(Samples.Pass), Samples.NoMaps);
        const int Loopback = 1;
        BpfException exception = Assert.Throws<BpfException>(() => BpfLink.AttachXdp(program, Loopback, XdpMode.Native));
        Assert.Equal(Errno.EOPNOTSUPP, exception.Errno);
    }

    [Fact]
    public void Live_frames_arrive_to_the_last()
    {
        const int Frames = 10_000;
        int left = Network.IndexOf("rx0");
        int right = Network.IndexOf("tx0");
        using BpfMap counts = Samples.Counts();
        using MemoryMapping memory = counts.MapMemory();
        using BpfProgram counter = BpfProgram.Load(Samples.Count(Samples.Drop), Samples.Named("counts", counts));
        using BpfProgram sender = BpfProgram.Load(Samples.Answer(Samples.Tx), Samples.NoMaps);
        TestRunResult result = Network.Inside(() =>
        {
            using BpfLink link = BpfLink.AttachXdp(counter, right, XdpMode.Native);
            TestRunResult sent = Samples.TestRunOrSkip(sender, new TestRunOptions
            {
                Data = Samples.Frame(64),
                Context = XdpContext.Create(64, left),
                Repeat = Frames,
                LiveFrames = true,
                BatchSize = 64,
            });
            WaitFor((ulong*)(memory.Pointer + 8), Frames);
            return sent;
        });
        Assert.Equal(0u, result.ReturnValue);
        Assert.Equal((ulong)Frames, *(ulong*)(memory.Pointer + 8));
    }

    /// <summary>The receiving end runs in a softirq of its own: gives it time, and ends when no more comes.</summary>
    private static void WaitFor(ulong* count, ulong expected)
    {
        for (int i = 0; i < 10_000 && Volatile.Read(ref *count) < expected; i++)
            Thread.Sleep(1);
    }
}
