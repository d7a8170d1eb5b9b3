using Capture.Filters;
using Capture.Reasons;
using ClassicBpf.Tests.Support;
using Xdpdump.Sentences;

namespace Capture.Tests.Filters;

public sealed class FilterExpressionTests
{
    [Fact]
    public void Words_are_joined_as_tcpdump_joins_them()
    {
        Assert.Equal("tcp port 80", FilterExpression.Join(["tcp", "port", "80"]));
        Assert.Equal("tcp port 80 and  host 10.0.0.1", FilterExpression.Join(["tcp port 80", "and ", "host 10.0.0.1"]));
        Assert.Equal("", FilterExpression.Join([]));
    }

    [Fact]
    public void Every_packet_matches_an_empty_expression() =>
        Assert.Equal("(000) ret      #262144\n", FilterExpression.Compile("").ToListing());

    [Theory]
    [InlineData("tcp # and port 22\nand port 80\n")]
    [InlineData("# all of it\n# is a comment\n")]
    [InlineData("tcp port 80 # no line end")]
    [InlineData("tcp\n  or\n\tudp\n\n#\n  and port 53")]
    [InlineData("ip host 10.0.0.1 ## twice # thrice\n\n")]
    [InlineData("")]
    public void File_is_read_as_tcpdump_reads_it(string text)
    {
        using var file = new TemporaryFile(text);
        var (status, output, errors) = Tcpdump.Run("-d", "-F", file.Path);
        Assert.True(status == 0, errors);
        Assert.Equal(output, FilterExpression.Compile(FilterFile.Read(file.Path)).ToListing());
    }

    [Fact]
    public void File_that_is_not_there_is_named()
    {
        var error = Assert.Throws<CaptureException>(() => FilterFile.Read("/nowhere/filter"));
        Assert.Contains("'/nowhere/filter'", Sentence.Of(error), StringComparison.Ordinal);
    }

    public static TheoryData<string> NotUnderstood => [.. Expressions.NotForEthernet];

    [Theory]
    [MemberData(nameof(NotUnderstood))]
    public void Errors_are_in_the_words_of_libpcap(string expression)
    {
        var (status, _, errors) = Tcpdump.Run("-d", "--", expression);
        Assert.Equal(1, status);
        var words = errors.Trim()["tcpdump: ".Length..];
        var error = Assert.Throws<CaptureException>(() => FilterExpression.Compile(expression));
        Assert.StartsWith($"filter '{FilterReason.Shorten(expression)}': {words}; ", Sentence.Of(error), StringComparison.Ordinal);
    }

    [Fact]
    public void Compiled_through_SharpPcap_or_directly_it_is_the_same_program()
    {
        foreach (var expression in Expressions.All)
        {
            var directly = LibPcap.Compile(expression, optimize: true, out _);
            Assert.Equal(directly!.AsEnumerable(), FilterExpression.Compile(expression).Instructions);
        }
    }

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string text) => File.WriteAllText(Path, text);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
