using System.Net.Sockets;
using Linux.Files;
using Linux.Native;
using Linux.Network;
using static Linux.Tests.Network.NetlinkBytes;

namespace Linux.Tests.Network;

public sealed class NetlinkSocketTests
{
    private const ushort GetLink = 18;

    [Fact]
    public void List_comes_in_several_reads_and_ends_with_done()
    {
        using var kernel = new FakePeer(
            [.. Message(NewLink, [1]), .. Message(NewLink, [2, 2])],
            Message(NewLink, [3, 3, 3]),
            Message(Done, Word(0)));
        Assert.Equal([1, 2, 3], kernel.Dump());
        // struct nlmsghdr: 20 bytes, RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, the first request, to the kernel.
        Assert.Equal([20, 0, 0, 0, 18, 0, 1, 3, 1, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 9], Assert.Single(kernel.Requests));
    }

    [Theory]
    [InlineData(NewLink)]
    [InlineData(Done)]
    public void List_that_changed_meanwhile_is_asked_for_again(ushort interruptedIn)
    {
        ushort FlagsOf(ushort type) => type == interruptedIn ? (ushort)(Multi | Interrupted) : Multi;
        using var kernel = new FakePeer(
            [.. Message(NewLink, [1], flags: FlagsOf(NewLink)), .. Message(Done, Word(0), flags: FlagsOf(Done))],
            [.. Message(NewLink, [1, 1], sequence: 2), .. Message(NewLink, [2, 2, 2], sequence: 2),
                .. Message(Done, Word(0), sequence: 2)]);
        Assert.Equal([2, 3], kernel.Dump());
        Assert.Equal(2, kernel.Requests.Count);
    }

    [Fact]
    public void List_that_never_stands_still_is_given_up()
    {
        using var kernel = new FakePeer([.. Enumerable.Range(1, 10).Select(i => Message(Done, Word(0), (uint)i, Multi | Interrupted))]);
        Assert.Equal(Errno.EAGAIN, Assert.Throws<SystemCallException>(() => kernel.Dump()).Errno);
    }

    [Fact]
    public void Error_is_an_exception_with_its_number()
    {
        using var kernel = new FakePeer(Message(Error, [.. Word(-1), .. new byte[16]], flags: 0));
        Assert.Equal(Errno.EPERM, Assert.Throws<SystemCallException>(() => kernel.Dump()).Errno);
    }

    [Fact]
    public void List_that_fails_midway_is_an_exception_too()
    {
        using var kernel = new FakePeer(Message(NewLink, [1]), Message(Done, Word(-12)));
        Assert.Equal(Errno.ENOMEM, Assert.Throws<SystemCallException>(() => kernel.Dump()).Errno);
    }

    [Fact]
    public void Question_is_answered_by_one_message_and_an_error_that_is_none()
    {
        using var kernel = new FakePeer(
            Message(NewLink, [1, 2], flags: 0), Message(Error, [.. Word(0), .. new byte[16]], flags: 0));
        Assert.Equal(2, kernel.Request());
        // NLM_F_REQUEST | NLM_F_ACK
        Assert.Equal([20, 0, 0, 0, 18, 0, 5, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 9], Assert.Single(kernel.Requests));
    }

    [Fact]
    public void Question_about_nothing_is_an_exception_with_its_number()
    {
        using var kernel = new FakePeer(Message(Error, [.. Word(-19), .. new byte[16]], flags: 0));
        Assert.Equal(Errno.ENODEV, Assert.Throws<SystemCallException>(() => kernel.Request()).Errno);
    }

    [Fact]
    public void Messages_of_another_type_or_for_someone_else_are_passed_over()
    {
        using var kernel = new FakePeer(
            [.. Message(NewLink, [1], sequence: 77), .. Message(17, [1]),
                .. Message(Done, Word(-1), sequence: 77), .. Message(NewLink, [1, 1])],
            Message(Done, Word(0)));
        Assert.Equal([2], kernel.Dump());
    }

    [Fact]
    public void Every_cut_is_refused()
    {
        // The second ends at an odd byte, with padding behind it.
        byte[] whole = [.. Message(NewLink, [1, 2, 3, 4]), .. Message(NewLink, [1])];
        for (int length = 1; length < whole.Length - 3; length++)
        {
            byte[] cut = whole[..length];
            if (length == 20)
                continue;
            using var kernel = new FakePeer(cut);
            Assert.Throws<InvalidDataException>(() => kernel.Dump());
        }
    }

    [Fact]
    public void Error_without_a_number_and_an_empty_answer_are_refused()
    {
        using var kernel = new FakePeer(Message(Error, [1, 0]));
        Assert.Throws<InvalidDataException>(() => kernel.Dump());
        using var closed = new FakePeer();
        Assert.Throws<InvalidDataException>(() => closed.Dump());
    }

    [Fact]
    public void Real_kernel_tells_of_the_loopback_interface()
    {
        // No privileges are needed to ask.
        Assert.SkipUnless(Directory.Exists("/sys/class/net/lo"), "There is no /sys to compare with.");
        var all = NetworkInterfaces.List();
        Assert.Equal(all.Select(one => one.Index).Order(), all.Select(one => one.Index));
        var loopback = NetworkInterfaces.Find("lo")!;
        Assert.Equal(1, loopback.Index);
        Assert.Equal(File.ReadAllText("/sys/class/net/lo/mtu").Trim(), $"{loopback.Mtu}");
        Assert.Equal("lo", NetworkInterfaces.Find("1")!.Name);
        Assert.Null(NetworkInterfaces.Find("no such interface"));
        Assert.Null(NetworkInterfaces.Find("-1"));
        Assert.Null(NetworkInterfaces.Find(""));
    }

    /// <summary>Stands where the kernel would: has its answers ready, one a read, and keeps the requests.</summary>
    private sealed class FakePeer : IDisposable
    {
        private readonly Socket _ours;
        private readonly NetlinkSocket _theirs;

        internal FakePeer(params byte[][] answers)
        {
            // An abstract name the kernel picks; a SEQPACKET socket keeps messages apart as netlink does.
            using var listener = new Socket(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint($"\0ebpf-tests-{Guid.NewGuid()}"));
            listener.Listen();
            using var client = new Socket(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified);
            client.Connect(listener.LocalEndPoint!);
            _ours = listener.Accept();
            const int DuplicateCloseOnExec = 1030;
            _theirs = new NetlinkSocket(new FileDescriptorHandle(LibC.FileControl((int)client.Handle, DuplicateCloseOnExec, 0)));
            foreach (byte[] answer in answers)
                _ours.Send(answer);
            if (answers.Length == 0)
                _ours.Shutdown(SocketShutdown.Send);
        }

        internal List<byte[]> Requests { get; } = [];

        /// <summary>Asks for a list; gives the lengths of the messages in it.</summary>
        internal List<int> Dump()
        {
            List<int> lengths = [];
            _theirs.Dump(GetLink, [9, 9, 9, 9], NewLink, lengths.Clear, payload => lengths.Add(payload.Length));
            KeepRequests();
            return lengths;
        }

        /// <summary>Asks about one thing; gives the length of the message about it.</summary>
        internal int Request()
        {
            int length = 0;
            _theirs.Request(GetLink, [9, 9, 9, 9], NewLink, payload => length = payload.Length);
            KeepRequests();
            return length;
        }

        private void KeepRequests()
        {
            byte[] buffer = new byte[4096];
            while (_ours.Available > 0)
                Requests.Add(buffer[.._ours.Receive(buffer)]);
        }

        public void Dispose()
        {
            _theirs.Dispose();
            _ours.Dispose();
        }
    }
}
