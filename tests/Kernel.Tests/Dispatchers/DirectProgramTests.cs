using Kernel.Tests.Support;
using Linux.Network;

namespace Kernel.Tests.Dispatchers;

/// <summary>Samples on an interface by themselves.</summary>
public sealed class DirectProgramTests : NetworkTest
{
    [Theory]
    [InlineData(SamplePrograms.SamePrefix, "xdp_same_prefix_one", XdpMode.Native)]
    [InlineData(SamplePrograms.SamePrefix, "xdp_same_prefix_two", XdpMode.Generic)]
    [InlineData(SamplePrograms.Functions, "xdp_functions", XdpMode.Native)]
    [InlineData(SamplePrograms.Untyped, "xdp_untyped", XdpMode.Native)]
    [InlineData(SamplePrograms.TailCall, "xdp_tail_caller", XdpMode.Native)]
    public void A_function_of_an_object_is_attached_by_its_whole_name(string sample, string function, XdpMode mode)
    {
        using (var program = DirectProgram.Attach(Network, sample, function, mode))
        {
            var attachment = Assert.Single(Network.Interface(Receiver).Attachments);
            Assert.Equal((mode, program.Id), (attachment.Mode, attachment.ProgramId));
        }

        Assert.Empty(Network.Interface(Receiver).Attachments);
    }
}
