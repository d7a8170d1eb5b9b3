using System.IO.Pipes;
using System.Text;
using Linux.Files;

namespace Xdpdump.Tests.Saying;

/// <summary>Saying something neither fails nor waits, whatever is at the other end.</summary>
public sealed class MessageStreamTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // A pipe has room for 64 KiB (pipe(7)).
    private const int MoreThanAPipe = 100_000;

    private readonly AnonymousPipeServerStream _reader = new(PipeDirection.In);

    public void Dispose() => _reader.Dispose();

    [Fact]
    public void A_text_is_there_as_soon_as_it_was_written()
    {
        new MessageStream(Writer()).Write("one\n");
        Assert.Equal("one\n", Read(4));
    }

    [Theory]
    [InlineData("/dev/full", OpenFlags.WriteOnly)] // a full disk
    [InlineData("/dev/null", OpenFlags.ReadOnly)] // not open for writing, as good as closed
    public void What_cannot_be_written_is_let_go(string path, OpenFlags flags)
    {
        using var file = FileIo.Open(path, flags);
        var stream = new MessageStream(file);
        stream.Write("one\n");
        stream.Write(new string('x', MoreThanAPipe));
        Assert.True(stream.Flush(TimeSpan.Zero));
    }

    [Fact]
    public void What_is_closed_is_written_to_without_a_failure()
    {
        var file = new FileDescriptorHandle(999_999, ownsHandle: false);
        var stream = new MessageStream(file);
        stream.Write("one\n");
        Assert.True(stream.Flush(Patience));
    }

    [Fact]
    public void A_reader_that_has_gone_is_no_failure()
    {
        var stream = new MessageStream(Writer());
        _reader.Dispose();
        stream.Write("one\n");
        Assert.True(stream.Flush(TimeSpan.Zero));
    }

    [Fact]
    public void Nobody_waits_for_a_reader_who_gets_it_all_in_order_later()
    {
        var stream = new MessageStream(Writer());
        stream.Write(new string('a', MoreThanAPipe)); // returns with nobody reading
        stream.Write("b\n");
        Assert.False(stream.Flush(TimeSpan.FromMilliseconds(10)));

        Assert.Equal(new string('a', MoreThanAPipe) + "b\n", Read(MoreThanAPipe + 2));
        Assert.True(stream.Flush(Patience));
        stream.Write("c\n");
        Assert.Equal("c\n", Read(2));
    }

    [Fact]
    public void What_is_too_much_to_be_kept_is_counted_and_said_to_be_missing()
    {
        var stream = new MessageStream(Writer());
        stream.Write(new string('a', MoreThanAPipe));
        stream.Write(new string('b', MessageStream.MostPending + 1));
        stream.Write("c\n");
        stream.Write(new string('b', MessageStream.MostPending + 1));

        const string Note = "WARNING: 2 messages are missing here: nobody read them for too long\n";
        Assert.Equal(new string('a', MoreThanAPipe) + "c\n" + Note, Read(MoreThanAPipe + 2 + Note.Length));
    }

    /// <summary>Closed with the pipe.</summary>
    private FileDescriptorHandle Writer() =>
        new((int)_reader.ClientSafePipeHandle.DangerousGetHandle(), ownsHandle: false);

    private string Read(int length)
    {
        var bytes = new byte[length];
        _reader.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }
}
