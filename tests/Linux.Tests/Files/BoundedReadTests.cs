using Linux.Files;

namespace Linux.Tests.Files;

public sealed class BoundedReadTests
{
    private const int Most = 100_000;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1 << 14)]
    [InlineData((1 << 14) + 1)]
    [InlineData(Most)]
    public void What_is_no_longer_is_read_to_its_end(int length)
    {
        byte[] bytes = [.. Enumerable.Range(0, length).Select(at => (byte)at)];
        Assert.Equal(bytes, BoundedRead.ToEnd(new MemoryStream(bytes), Most));
        Assert.Equal(bytes, BoundedRead.ToEnd(new MemoryStream(bytes[(length / 2)..]), Most, bytes.AsSpan(0, length / 2)));
    }

    [Fact]
    public void What_is_longer_is_not_had()
    {
        Assert.Null(BoundedRead.ToEnd(new MemoryStream(new byte[Most + 1]), Most));
        Assert.Null(BoundedRead.ToEnd(new MemoryStream(new byte[Most]), Most, [1]));
        using var endless = File.OpenRead("/dev/zero");
        Assert.Null(BoundedRead.ToEnd(endless, Most));
    }
}
