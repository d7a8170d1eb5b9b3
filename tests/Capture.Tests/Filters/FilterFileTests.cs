using System.Text;
using Capture.Filters;
using Capture.Reasons;

namespace Capture.Tests.Filters;

/// <summary>What a filter may be read from, and what not.</summary>
public sealed class FilterFileTests : IDisposable
{
    private const int MoreThanAPipeHolds = 100_000; // so that who writes it meets who reads it

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("", "")]
    [InlineData("tcp", "tcp")]
    [InlineData("tcp\r\nport 80\r\n", "tcp\r\nport 80\r\n")]
    [InlineData("# all\ntcp # or udp\n#", "\ntcp \n")]
    public void Text_without_its_comments_is_the_expression(string text, string expression)
    {
        Assert.Equal(expression, Read(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(expression, Read([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)]));
    }

    [Fact]
    public void A_comment_may_be_in_any_encoding() => Assert.Equal("tcp \nudp", Read([.. "tcp #"u8, 0xfc, 0xff, .. "\nudp"u8]));

    [Fact]
    public async Task A_pipe_is_read_to_its_end()
    {
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);
        var path = $"/proc/self/fd/{pipe.ClientSafePipeHandle.DangerousGetHandle()}";
        var reading = Task.Run(() => FilterFile.Read(path), TestContext.Current.CancellationToken);
        pipe.Write(Enumerable.Repeat((byte)' ', MoreThanAPipeHolds).ToArray());
        pipe.Write("tcp port 80"u8);
        pipe.Dispose();
        Assert.Equal("tcp port 80", (await reading).TrimStart());
    }

    [Theory]
    [InlineData(new byte[] { (byte)'t', 0, (byte)'c' })]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0xff, 0xfe, (byte)'t', 0 })] // UTF-16
    [InlineData(new byte[] { (byte)'t', 0xc3 })]
    public void What_is_no_text_is_refused(byte[] bytes) => Assert.Equal(FileProblem.NoText, Refused(bytes));

    [Theory]
    [InlineData("/dev/zero", FileProblem.TooLong)]
    [InlineData("/dev/urandom", FileProblem.TooLong)]
    [InlineData("/", FileProblem.IsFolder)]
    [InlineData("/etc", FileProblem.IsFolder)]
    [InlineData("/nonexistent", FileProblem.Missing)]
    [InlineData("/etc/passwd/x", FileProblem.Missing)]
    [InlineData("", FileProblem.Other)]
    [InlineData("a\0b", FileProblem.Other)]
    [InlineData("/proc/self/mem", FileProblem.Other)]
    public void What_cannot_be_read_is_refused(string path, FileProblem problem) =>
        Assert.Equal(problem, ((FilterFileUnreadable)Assert.Throws<CaptureException>(() => FilterFile.Read(path)).Reason).Problem);

    [Fact]
    public void A_mebibyte_is_read_and_no_more()
    {
        Assert.Equal(FilterFile.Longest, Read(Enumerable.Repeat((byte)' ', FilterFile.Longest).ToArray()).Length);
        Assert.Equal(FileProblem.TooLong, Refused(Enumerable.Repeat((byte)' ', FilterFile.Longest + 1).ToArray()));
    }

    private FileProblem Refused(byte[] bytes) =>
        ((FilterFileUnreadable)Assert.Throws<CaptureException>(() => Read(bytes)).Reason).Problem;

    private string Read(byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        return FilterFile.Read(_path);
    }
}
