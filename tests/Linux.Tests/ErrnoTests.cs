using System.Globalization;
using System.Text.RegularExpressions;

namespace Linux.Tests;

public sealed partial class ErrnoTests
{
    [Theory]
    [InlineData(1, "EPERM", "Operation not permitted")]
    [InlineData(2, "ENOENT", "No such file or directory")]
    [InlineData(7, "E2BIG", "Argument list too long")]
    [InlineData(28, "ENOSPC", "No space left on device")]
    [InlineData(95, "EOPNOTSUPP", "Operation not supported")]
    [InlineData(133, "EHWPOISON", "Memory page has hardware error")]
    [InlineData(524, "ENOTSUPP", "Operation is not supported")]
    public void A_number_has_its_name_and_its_text(int number, string name, string description)
    {
        var errno = new Errno(number);
        Assert.Equal(name, errno.Name);
        Assert.Equal(description, errno.Description);
        Assert.Equal($"{name} ({description})", errno.ToString());
    }

    [Theory]
    [InlineData(512, "ERESTARTSYS")]
    [InlineData(517, "EPROBE_DEFER")]
    [InlineData(521, "EBADHANDLE")]
    [InlineData(530, "ERECALLCONFLICT")]
    [InlineData(531, "ENOGRACE")]
    public void The_kernels_own_numbers_have_names(int number, string name)
    {
        Assert.Equal(name, new Errno(number).Name);
        Assert.Equal("Error internal to the kernel", new Errno(number).Description);
    }

    [Theory]
    [InlineData(41)]
    [InlineData(58)]
    [InlineData(134)]
    [InlineData(520)]
    [InlineData(532)]
    [InlineData(-1)]
    public void A_number_without_a_name_is_shown_as_a_number(int number) => Assert.Equal($"errno {number}", new Errno(number).Name);

    [Fact]
    public void Every_number_of_the_headers_has_the_headers_name()
    {
        string[] headers = ["/usr/include/asm-generic/errno-base.h", "/usr/include/asm-generic/errno.h"];
        Assert.SkipUnless(headers.All(File.Exists), "the kernel's headers are not installed (linux-libc-dev)");

        var defined = headers.SelectMany(File.ReadLines).Select(line => Definition().Match(line)).Where(match => match.Success)
            .Select(match => (Name: match.Groups[1].Value, Number: int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)))
            .ToList();
        Assert.Equal(131, defined.Count);
        Assert.All(defined, pair => Assert.Equal(pair.Name, new Errno(pair.Number).Name));
    }

    [Fact]
    public void Constants_have_their_names()
    {
        Assert.Equal("EPERM", Errno.EPERM.Name);
        Assert.Equal("EACCES", Errno.EACCES.Name);
        Assert.Equal("EPIPE", Errno.EPIPE.Name);
        Assert.Equal("ECANCELED", Errno.ECANCELED.Name);
        Assert.Equal("ENOTSUPP", Errno.ENOTSUPP.Name);
        Assert.False(Errno.None.IsError);
        Assert.True(Errno.EPERM.IsError);
    }

    [Fact]
    public void An_exception_says_what_failed_on_what_and_why() =>
        Assert.Equal("open /x/y: EACCES (Permission denied)", new SystemCallException("open /x/y", Errno.EACCES).Message);

    [GeneratedRegex(@"^#define\s+(E\w+)\s+(\d+)")]
    private static partial Regex Definition();
}
