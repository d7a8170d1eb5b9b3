using Linux.Network;
using static Linux.Tests.Network.NetlinkBytes;

namespace Linux.Tests.Network;

public sealed class NetlinkSocketTests
{
    private const ushort GetLink = 18;

    [Fact]
    public void List_comes_in_several_reads_and_ends_with_done()
    {
        using var kernel = new FakeKernel(
            [.. Message(NewLink, [1]), .. Message(NewLink, [2, 2])],
            Message(NewLink, [3, 3, 3]),
            Message(Done, Word(0)));
        Assert.Equal([1, 2, 3], Dump(kernel));
        // struct nlmsghdr: 20 bytes, RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, the first request, to the kernel.
        Assert.Equal([20, 0, 0, 0, 18, 0, 1, 3, 1, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 9], Assert.Single(kernel.Requests));
    }

    [Theory]
    [InlineData(NewLink)]
    [InlineData(Done)]
    public void List_that_changed_meanwhile_is_told_as_such(ushort interruptedIn)
    {
        ushort FlagsOf(ushort type) => type == interruptedIn ? (ushort)(Multi | Interrupted) : Multi;
        using var kernel = new FakeKernel([.. Message(NewLink, [1], flags: FlagsOf(NewLink)), .. Message(Done, Word(0), flags: FlagsOf(Done))]);
        Assert.Equal([1], Dump(kernel, isWhole: false));
    }

    [Fact]
    public void List_in_which_something_outgrew_the_room_made_for_it_is_told_as_changed()
    {
        using var kernel = new FakeKernel(Message(NewLink, [1]), Message(Done, Word(-90))); // EMSGSIZE
        Assert.Equal([1], Dump(kernel, isWhole: false));
    }

    [Theory]
    [InlineData(30_000)]
    [InlineData(32_768)]
    [InlineData(32_769)]
    [InlineData(65_536)]
    [InlineData(150_000)]
    public void Message_of_any_length_is_read_whole(int length)
    {
        // A list goes on behind it, with what fits a usual buffer again; a question is answered with all of it.
        using var list = new FakeKernel(Message(NewLink, [1]), Message(NewLink, new byte[length]), Message(NewLink, [2, 2]), Message(Done, Word(0)));
        Assert.Equal([1, length, 2], Dump(list));
        using var question = new FakeKernel(Message(NewLink, new byte[length], flags: 0));
        Assert.Equal(length, Request(question));
        using var news = new FakeKernel(Message(NewLink, new byte[length]), Message(NewLink, [3, 3, 3]));
        List<int> told = [];
        news.Socket.ReadNotifications((_, payload) => told.Add(payload.Length), out _);
        news.Socket.ReadNotifications((_, payload) => told.Add(payload.Length), out _);
        news.Socket.ReadNotifications((_, payload) => told.Add(payload.Length), out var error);
        Assert.Equal([length, 3], told);
        Assert.Equal(Errno.EAGAIN, error);
    }

    [Fact]
    public void Error_is_an_exception_with_its_number()
    {
        using var kernel = new FakeKernel(Message(Error, [.. Word(-1), .. new byte[16]], flags: 0));
        Assert.Equal(Errno.EPERM, Assert.Throws<NetlinkRefusedException>(() => Dump(kernel)).Errno);
    }

    [Fact]
    public void List_that_fails_midway_is_an_exception_too()
    {
        using var kernel = new FakeKernel(Message(NewLink, [1]), Message(Done, Word(-12)));
        Assert.Equal(Errno.ENOMEM, Assert.Throws<NetlinkRefusedException>(() => Dump(kernel)).Errno);
    }

    [Fact]
    public void Question_is_answered_by_one_message()
    {
        using var kernel = new FakeKernel(
            Message(NewLink, [5, 5, 5], sequence: 99, flags: 0), Message(NewLink, [1, 2], flags: 0));
        Assert.Equal(2, Request(kernel));
        // NLM_F_REQUEST: no acknowledgement is asked for, nor waited for.
        Assert.Equal([20, 0, 0, 0, 18, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 9], Assert.Single(kernel.Requests));
    }

    [Fact]
    public void Question_about_nothing_is_an_exception_with_its_number()
    {
        using var kernel = new FakeKernel(Message(Error, [.. Word(-19), .. new byte[16]], flags: 0));
        Assert.Equal(Errno.ENODEV, Assert.Throws<NetlinkRefusedException>(() => Request(kernel)).Errno);
    }

    [Fact]
    public void Messages_of_another_type_or_for_someone_else_are_passed_over()
    {
        using var kernel = new FakeKernel(
            [.. Message(NewLink, [1], sequence: 77), .. Message(17, [1]),
                .. Message(Done, Word(-1), sequence: 77), .. Message(NewLink, [1, 1])],
            Message(Done, Word(0)));
        Assert.Equal([2], Dump(kernel));
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
            using var kernel = new FakeKernel(cut);
            AssertUnreadable(() => Dump(kernel));
        }
    }

    [Fact]
    public void Error_without_a_number_and_an_empty_answer_are_refused()
    {
        using var kernel = new FakeKernel(Message(Error, [1, 0]));
        AssertUnreadable(() => Dump(kernel));
        using var closed = new FakeKernel();
        AssertUnreadable(() => Dump(closed));
    }

    [Fact]
    public void Answer_that_the_caller_cannot_read_is_the_same_failure()
    {
        using var kernel = new FakeKernel(Message(NewLink, [1]), Message(Done, Word(0)));
        AssertUnreadable(() => kernel.Socket.TryDump(GetLink, [9, 9, 9, 9], NewLink, payload => LinkMessage.Parse(payload)));
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

    private static void AssertUnreadable(Action ask) => Assert.Equal(Errno.EBADMSG, Assert.Throws<SystemCallException>(ask).Errno);

    /// <summary>Asks for a list; gives the lengths of the messages in it.</summary>
    private static List<int> Dump(FakeKernel kernel, bool isWhole = true)
    {
        List<int> lengths = [];
        Assert.Equal(isWhole, kernel.Socket.TryDump(GetLink, [9, 9, 9, 9], NewLink, payload => lengths.Add(payload.Length)));
        return lengths;
    }

    /// <summary>Asks about one thing; gives the length of the message about it.</summary>
    private static int Request(FakeKernel kernel)
    {
        int length = 0;
        kernel.Socket.Request(GetLink, [9, 9, 9, 9], NewLink, payload => length = payload.Length);
        return length;
    }
}
