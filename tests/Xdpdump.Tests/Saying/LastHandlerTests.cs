using Capture.Output;
using Capture.Reasons;
using Linux;
using Xdpdump.CommandLine;
using Xdpdump.Sentences;

namespace Xdpdump.Tests.Saying;

/// <summary>Whatever is thrown ends in one line that says what happened and, where it is known, what to do.</summary>
public sealed class LastHandlerTests
{
    private static readonly Exception[] s_any =
    [
        new CaptureException(new InterfaceDown("eth0")),
        new UsageException("which?"),
        new OutputFailedException("/x", Errno.ENOSPC, Errno.ENOSPC.Description),
        new SystemCallException("poll", Errno.ENOMEM),
        new InsufficientMemoryException(),
        new IOException("Too many open files", 24),
        new UnauthorizedAccessException("no"),
        new InvalidDataException("line\nof two"),
        new AggregateException(new TypeInitializationException("T", new IOException("inner"))),
        new KeyNotFoundException("key"),
    ];

    public static TheoryData<int> All => [.. Enumerable.Range(0, s_any.Length)];

    [Theory]
    [MemberData(nameof(All))]
    public void Anything_is_one_line(int which)
    {
        var line = LastHandler.Describe(s_any[which]);
        Assert.NotEmpty(line);
        Assert.DoesNotContain('\n', line);
    }

    [Fact]
    public void What_was_foreseen_has_its_own_words() =>
        Assert.Equal("interface eth0 is down; bring it up first: ip link set eth0 up", LastHandler.Describe(s_any[0]));

    [Fact]
    public void Limits_are_told_with_what_raises_them()
    {
        Assert.Equal(
            "the system refused: Too many open files; this process may not open more files: raise the limit (ulimit -n), 64 are enough for most "
            + "captures",
            LastHandler.Describe(new TypeInitializationException("T", new IOException("Too many open files", 24))));
        Assert.Equal($"poll: ENOMEM (Cannot allocate memory){ErrnoAdvice.For(Errno.ENOMEM)}", LastHandler.Describe(s_any[3]));
        Assert.Equal($"there is not enough memory{ErrnoAdvice.For(Errno.ENOMEM)}", LastHandler.Describe(s_any[4]));
    }

    [Fact]
    public void What_nobody_foresaw_is_told_with_its_place()
    {
        Exception? caught = null;
        try
        {
            _ = new List<int>()[3];
        }
        catch (ArgumentOutOfRangeException thrown)
        {
            caught = thrown;
        }

        var line = LastHandler.Describe(caught!);
        Assert.StartsWith("this should not have happened: ArgumentOutOfRangeException: ", line, StringComparison.Ordinal);
        Assert.Contains(" at System.", line, StringComparison.Ordinal);
        Assert.EndsWith("; please report it with the command line", line, StringComparison.Ordinal);
    }
}
