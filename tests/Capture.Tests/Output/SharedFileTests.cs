using System.Runtime.Versioning;
using Capture.Output;
using Linux;

namespace Capture.Tests.Output;

/// <summary>A file that others see, cut, remove or write as well.</summary>
[SupportedOSPlatform("linux")]
public sealed class SharedFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("xdpdump-shared-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "capture");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_new_file_is_for_its_owner_alone()
    {
        using var output = Opened(1);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
    }

    [Fact]
    public void A_file_that_is_there_keeps_its_permissions()
    {
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        File.WriteAllText(Path, "before");
        File.SetUnixFileMode(Path, Mode);
        using var output = Opened(1);
        Assert.Equal(Mode, File.GetUnixFileMode(Path));
    }

    [Fact]
    public void A_second_capture_into_a_file_is_refused_and_leaves_it_alone()
    {
        using (var first = Opened(5))
        {
            var refusal = Assert.Throws<OutputFailedException>(() => OutputStream.Open(Path));
            Assert.Equal($"Cannot write {Path}: another capture is writing it; choose another name, or end that one", refusal.Message);
            File.CreateSymbolicLink($"{Path}.link", Path);
            Assert.Throws<OutputFailedException>(() => OutputStream.Open($"{Path}.link"));
            Assert.Equal(Errno.None, first.Write(new PinnedSpans([6, 7]).Vectors, out _));
        }

        Assert.Equal(7, new FileInfo(Path).Length);
        using var next = OutputStream.Open(Path); // who has ended is in nobody's way
    }

    [Fact]
    public void Who_reads_a_file_meanwhile_is_not_kept_from_it()
    {
        using var output = Opened(5);
        Assert.Equal(5, File.ReadAllBytes(Path).Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_file_that_somebody_cuts_ends_the_output(long left)
    {
        using var output = Opened(5);
        using (var other = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            other.SetLength(left);

        var error = output.Write(new PinnedSpans([6, 7]).Vectors, out var accepted);

        Assert.True(error.IsError);
        Assert.Equal((0, left), (accepted, new FileInfo(Path).Length)); // no hole
        Assert.Equal(new OutputTruncated(Path), output.EndAfter(error, 5));
        Assert.True(output.Write(new PinnedSpans([8]).Vectors, out _).IsError);
    }

    [Fact]
    public void A_file_that_somebody_makes_longer_goes_on_where_it_was()
    {
        using var output = Opened(2);
        File.AppendAllText(Path, "abcdef");
        Assert.Equal(Errno.None, output.Write(new PinnedSpans([3, 4]).Vectors, out _));
        Assert.Equal([1, 2, 3, 4, .. "cdef"u8], File.ReadAllBytes(Path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_that_somebody_removes_or_replaces_is_known_to_be_gone(bool isReplaced)
    {
        using var output = Opened(2);
        Assert.False(output.IsRemoved);
        if (isReplaced)
        {
            File.WriteAllText($"{Path}.new", "");
            File.Move($"{Path}.new", Path, overwrite: true);
        }
        else
        {
            File.Delete(Path);
        }

        Assert.Equal(Errno.None, output.Write(new PinnedSpans([3]).Vectors, out _));
        Assert.True(output.IsRemoved);
    }

    [Fact]
    public void What_is_no_file_is_neither_cut_nor_removed()
    {
        using var output = OutputStream.Open("/dev/null");
        Assert.Equal(Errno.None, output.Write(new PinnedSpans([1]).Vectors, out _));
        Assert.Equal(Errno.None, output.Write(new PinnedSpans([2]).Vectors, out _));
        Assert.False(output.IsRemoved);
        using var again = OutputStream.Open("/dev/null");
    }

    /// <summary>With some bytes in it: 1, 2, 3 ….</summary>
    private OutputStream Opened(int bytes)
    {
        var output = OutputStream.Open(Path);
        Assert.Null(output.Begin());
        Assert.Equal(Errno.None, output.Write(new PinnedSpans(Enumerable.Range(1, bytes).Select(one => (byte)one).ToArray()).Vectors, out _));
        return output;
    }
}
