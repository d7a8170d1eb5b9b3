using System.Net;
using Linux.Network;
using static Linux.Tests.Network.NetlinkBytes;

namespace Linux.Tests.Network;

public sealed class NetworkAddressesTests
{
    private const ushort NewAddress = 20, Peer = 1, Local = 2;

    [Fact]
    public void Addresses_are_the_interfaces_own_and_not_the_other_ends()
    {
        var (ours, theirs, six) = (IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2"), IPAddress.Parse("2001:db8::1"));
        using var kernel = new FakeKernel(
            [
                .. Message(NewAddress, Address(7, Attribute(Peer, theirs.GetAddressBytes()), Attribute(Local, ours.GetAddressBytes()))),
                .. Message(NewAddress, Address(8, Attribute(Local, theirs.GetAddressBytes()))),
                .. Message(NewAddress, Address(7, Attribute(Peer, six.GetAddressBytes()))),
                .. Message(NewAddress, Address(7, Attribute(Local, 1, 2, 3))), // of no family we know
            ],
            Message(Done, Word(0)));
        Assert.Equal([ours, six], NetworkAddresses.Read(kernel.Socket, 7).OrderBy(one => one.AddressFamily));
    }

    [Fact]
    public void List_that_never_stands_still_is_not_read_for_ever()
    {
        using var kernel = new FakeKernel(
            [.. Enumerable.Range(1, 3).Select(i => Message(Done, Word(0), (uint)i, Multi | Interrupted))]);
        Assert.Empty(NetworkAddresses.Read(kernel.Socket, 7));
        Assert.Equal(3, kernel.Requests.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(11)]
    public void Cut_message_is_a_failure(int length)
    {
        using var kernel = new FakeKernel(Message(NewAddress, Address(7, Attribute(Local, 1, 2, 3, 4))[..length]), Message(Done, Word(0)));
        Assert.Equal(Errno.EBADMSG, Assert.Throws<SystemCallException>(() => NetworkAddresses.Read(kernel.Socket, 7)).Errno);
    }

    [Fact]
    public void Real_kernel_tells_of_the_loopback_interfaces() =>
        Assert.All(NetworkAddresses.Of(1), address => Assert.True(IPAddress.IsLoopback(address)));

    private static byte[] Address(int index, params byte[][] attributes) => [2, 24, 0, 0, .. Word(index), .. attributes.SelectMany(a => a)];
}
