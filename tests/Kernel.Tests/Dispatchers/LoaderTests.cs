using Kernel.Tests.Captures;
using Kernel.Tests.Support;
using Linux.Network;

namespace Kernel.Tests.Dispatchers;

/// <summary>What the packaged loaders make of our samples: the set-ups that all other tests of dispatchers stand on.</summary>
[Collection("captures")]
[Trait("Needs", "freplace")]
public sealed class LoaderTests : NetworkTest
{
    private static readonly string[] s_samples =
        [SamplePrograms.Pass, SamplePrograms.Count, SamplePrograms.Rewrite, SamplePrograms.LongName, SamplePrograms.Action];

    private static readonly string[] s_names =
        ["xdp_pass", "xdp_count", "xdp_rewrite", "xdp_sample_with_a_long_name", "xdp_action"];

    public LoaderTests() => Requires.Freplace();

    [Theory]
    [InlineData(XdpMode.Native, 1)]
    [InlineData(XdpMode.Generic, 2)]
    [InlineData(XdpMode.Native, 5)]
    public void Up_to_five_programs_share_an_interface_through_a_dispatcher(XdpMode mode, int count)
    {
        using var loader = XdpLoader.LoadOn(Network, Receiver, mode, s_samples[..count]);

        var programs = loader.Programs;
        Assert.Equal(("xdp_dispatcher", mode == XdpMode.Native ? "native" : "skb"), (programs[0].Name, programs[0].Mode));
        Assert.Equal(s_names[..count].Order(StringComparer.Ordinal), programs.Skip(1).Select(program => program.Name));
        Assert.All(programs.Skip(1), program => Assert.Equal((50, "XDP_PASS"), (program.Priority, program.ChainActions)));
    }

    [Fact]
    public void Priorities_order_a_chain_that_programs_join_and_leave()
    {
        using var loader = XdpLoader.Load(Network, SamplePrograms.Pass);
        var before = loader.Dispatcher.Id;

        loader.Add(SamplePrograms.LatePass, SamplePrograms.EarlyDrop);
        loader.AddAt(60, "XDP_PASS,XDP_TX", SamplePrograms.Count);
        loader.AddFunction(SamplePrograms.SamePrefix, "xdp_same_prefix_two");

        Assert.NotEqual(before, loader.Dispatcher.Id);
        // xdp-loader, too, has only the kernel's 15 characters where two functions of the object begin with them.
        Assert.Equal(
            [
                (5, "xdp_early_drop", "XDP_DROP,XDP_PASS"),
                (50, "xdp_pass", "XDP_PASS"),
                (50, "xdp_same_prefix", "XDP_PASS"),
                (60, "xdp_count", "XDP_PASS,XDP_TX"),
                (90, "xdp_late_pass", "XDP_PASS,XDP_REDIRECT"),
            ],
            loader.Components.Select(program => (program.Priority!.Value, program.Name, program.ChainActions)));

        loader.Remove(loader.IdOf("xdp_early_drop"));
        Assert.Equal("xdp_pass", loader.Components[0].Name);
    }

    [Fact]
    public void Xdp_filter_is_one_program_behind_a_dispatcher()
    {
        using var filter = XdpFilter.Load(Network, "--mode", "skb");
        filter.DenyPort(7);

        var programs = LoadedProgram.On(Network, Receiver);
        Assert.Equal(["xdp_dispatcher", "xdpfilt_alw_all"], programs.Select(program => program.Name));
        Assert.Equal("skb", programs[0].Mode);
        Assert.Contains("xdpfilt_alw_all", filter.Status, StringComparison.Ordinal);
    }

    [Fact]
    public void The_public_tool_captures_a_dispatchers_entry_and_exit()
    {
        using var loader = XdpLoader.Load(Network, SamplePrograms.Pass, SamplePrograms.Rewrite);
        using var tool = PublicXdpdump.StartCapturing(Network, "-i", Receiver, "-p", "all", "--rx-capture", "entry,exit");

        Send(Frames.Plain(60));
        tool.WaitForLines(6);
        tool.Interrupt();

        Assert.Equal(
            [
                "xdp_dispatcher()@entry", "xdp_pass()@entry", "xdp_pass()@exit[PASS]", "xdp_rewrite()@entry",
                "xdp_rewrite()@exit[PASS]", "xdp_dispatcher()@exit[PASS]",
            ],
            TextRecord.ReadAll(tool.Output).Select(record => record.Place));
    }
}
