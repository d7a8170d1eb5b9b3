using System.Text;
using Linux.Network;
using static Linux.Tests.Network.NetlinkBytes;

namespace Linux.Tests.Network;

public sealed class LinkQueryTests
{
    [Fact]
    public void List_that_changed_meanwhile_is_asked_for_again_and_the_first_answer_forgotten()
    {
        using var kernel = new FakeKernel(
            [.. Message(NewLink, Named(1, "lo")), .. Message(NewLink, Named(7, "old")), .. Message(Done, Word(0), flags: Multi | Interrupted)],
            [.. Message(NewLink, Named(8, "new"), sequence: 2), .. Message(NewLink, Named(1, "lo"), sequence: 2), .. Message(Done, Word(0), 2)]);
        using var query = new LinkQuery(kernel.Socket);
        Assert.Equal(["lo", "new"], query.All().Select(one => one.Name));
        Assert.Equal(2, kernel.Requests.Count);
    }

    [Fact]
    public void List_that_never_stands_still_has_all_that_were_seen_and_are_still_there()
    {
        // Each time the kernel passes over another one; the last look at each tells what it is like, and that "c" has gone.
        byte[] Attempt(uint number) =>
        [
            .. Message(NewLink, Named((int)(1 + number % 3), "seen"), number), .. Message(Done, Word(0), number, Multi | Interrupted),
        ];
        using var kernel = new FakeKernel(
        [
            .. Enumerable.Range(1, 10).Select(number => Attempt((uint)number)),
            Message(NewLink, Named(1, "a"), 11, 0), Message(NewLink, Named(2, "b"), 12, 0), Message(Error, [.. Word(-19), .. new byte[16]], 13, 0),
        ]);
        using var query = new LinkQuery(kernel.Socket);
        Assert.Equal(["a", "b"], query.All().Select(one => one.Name));
    }

    [Fact]
    public void Question_is_for_all_that_there_is_to_know_but_statistics()
    {
        using var kernel = new FakeKernel(Message(NewLink, Named(7, "eth0"), flags: 0), Message(NewLink, Named(7, "eth0"), 2, 0));
        using var query = new LinkQuery(kernel.Socket);
        Assert.Equal("eth0", query.ByIndex(7)!.Name);
        Assert.Equal("eth0", query.ByIndex(7, namespaceId: 3)!.Name);
        // struct ifinfomsg with the ifindex, then IFLA_EXT_MASK: RTEXT_FILTER_SKIP_STATS; then IFLA_TARGET_NETNSID.
        byte[] asked = [0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 29, 0, 8, 0, 0, 0];
        Assert.Equal([asked, [.. asked, 8, 0, 46, 0, 3, 0, 0, 0]], kernel.Requests.Select(request => request[16..]));
        Assert.Null(query.ByIndex(0));
        Assert.Null(query.ByIndex(-1, namespaceId: 3));
    }

    [Theory]
    [InlineData("eth0", 3)]
    [InlineData("fifteen-letters", 3)]
    [InlineData("sixteen--letters", 53)]
    [InlineData("ünfzehn-buchst.", 53)] // bytes count, of which it has 16
    public void Name_is_asked_for_as_what_it_can_be(string name, byte attribute)
    {
        using var kernel = new FakeKernel(Message(NewLink, Named(7, "eth0"), flags: 0));
        using var query = new LinkQuery(kernel.Socket);
        Assert.Equal("eth0", query.ByName(name)!.Name);
        var bytes = Encoding.UTF8.GetBytes(name);
        Assert.Equal(
            [(byte)(4 + bytes.Length + 1), 0, attribute, 0, .. bytes, 0, .. new byte[-(bytes.Length + 1) & 3]],
            Assert.Single(kernel.Requests)[40..]);
    }

    [Fact]
    public void Name_that_no_interface_can_have_is_not_asked_for()
    {
        using var kernel = new FakeKernel([0]);
        using var query = new LinkQuery(kernel.Socket);
        Assert.Null(query.ByName(""));
        Assert.Null(query.ByName(new string('x', 128)));
        Assert.Empty(kernel.Requests);
    }

    [Fact]
    public void Ports_are_those_of_the_master_also_where_the_kernel_sends_more()
    {
        using var kernel = new FakeKernel(
        [
            .. Message(NewLink, Link(9, 1, Attribute(Name, "b"), Attribute(Master, 3u))), .. Message(NewLink, Named(5, "other")),
            .. Message(NewLink, Link(8, 1, Attribute(Name, "a"), Attribute(Master, 3u))), .. Message(Done, Word(0)),
        ]);
        using var query = new LinkQuery(kernel.Socket);
        Assert.Equal(["a", "b"], query.PortsOf(3).Select(one => one.Name));
        Assert.Equal([8, 0, 10, 0, 3, 0, 0, 0], Assert.Single(kernel.Requests)[40..]); // IFLA_MASTER
    }

    private static byte[] Named(int index, string name) => Link(index, 1, Attribute(Name, name));
}
