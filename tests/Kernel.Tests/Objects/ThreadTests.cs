using Kernel.Tests.Support;
using Linux;
using Linux.Files;
using Linux.Network;
using Linux.Processes;

namespace Kernel.Tests.Objects;

public sealed class ThreadTests : NetworkTest
{
    [Fact]
    public void Work_in_another_namespace_leaves_this_thread_where_it_was()
    {
        ulong here = NetworkNamespace.CurrentInode();
        ulong there = Network.Inside(NetworkNamespace.CurrentInode);
        Assert.Equal(FileStatus.Of(Network.Path).Inode, there);
        Assert.NotEqual(here, there);
        Assert.Equal(here, NetworkNamespace.CurrentInode());
    }

    [Fact]
    public void What_fails_in_another_namespace_is_thrown_here()
    {
        FormatException exception = Assert.Throws<FormatException>(() => Network.Inside<int>(() => throw new FormatException("in there")));
        Assert.Equal("in there", exception.Message);
    }

    [Fact]
    public void A_file_that_is_no_namespace_is_refused_by_name() => Assert.Equal(
        "setns /dev/null: EINVAL (Invalid argument)",
        Assert.Throws<SystemCallException>(() => NetworkNamespace.Run("/dev/null", () => 1)).Message);

    [Fact]
    public void Running_programs_can_be_waited_for() => Assert.True(MemoryBarrierCall.Global());
}
