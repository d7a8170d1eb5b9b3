using Capture.Output;
using CsCheck;
using Linux;
using Linux.Files;

namespace Capture.Tests.Output;

public sealed class OutputStreamTests
{
    [Theory]
    [InlineData(FileKind.Regular)]
    [InlineData(FileKind.Pipe)]
    [InlineData(FileKind.Other)]
    public void Everything_arrives_in_order_however_little_each_call_takes(FileKind kind) =>
        Gen.Select(Gen.Byte.Array[0, 50].Array[0, 20], Gen.Int[0, 60].Array[0, 40], Gen.Bool).Sample((spans, takes, isOurs) =>
        {
            var memory = new PinnedSpans(spans);
            var file = new FakeFile(kind);
            foreach (var take in takes)
                file.Takes.Enqueue(take);
            using var output = new OutputStream(file, "fake", isOurs);

            var error = output.Write(memory.Vectors, out var accepted);

            Assert.Equal(Errno.None, error);
            Assert.Equal(memory.Bytes, file.Content);
            Assert.Equal((memory.Bytes.Length, memory.Bytes.Length), (accepted, output.Written));
            Assert.Equal(takes.Take(file.Calls).Count(take => take == 0), file.Waits);
        });

    [Fact]
    public void More_vectors_than_one_call_may_have_go_out_in_several()
    {
        var memory = new PinnedSpans(Enumerable.Range(0, 5000).Select(i => BitConverter.GetBytes(i)));
        var file = new FakeFile(FileKind.Regular);
        using var output = new OutputStream(file, "fake", isOurs: true);

        Assert.Equal(Errno.None, output.Write(memory.Vectors, out _));

        Assert.Equal(5, file.Calls);
        Assert.Equal(memory.Bytes, file.Content);
    }

    [Fact]
    public void Failure_says_how_much_went_out_before_it()
    {
        var file = new FakeFile(FileKind.Pipe) { Capacity = 7, WhenFull = Errno.EPIPE };
        using var output = new OutputStream(file, "fake", isOurs: false);

        var error = output.Write(new PinnedSpans([1, 2, 3, 4, 5], [6, 7, 8, 9]).Vectors, out var accepted);

        Assert.Equal(Errno.EPIPE, error);
        Assert.Equal((7, 7), (accepted, output.Written));
    }

    [Fact]
    public void Device_that_takes_nothing_and_says_nothing_is_an_error()
    {
        using var output = new OutputStream(new FakeFile(FileKind.Other) { AcceptsNothingSilently = true }, "fake", isOurs: false);

        Assert.Equal(Errno.EIO, output.Write(new PinnedSpans([1]).Vectors, out _));
    }

    [Fact]
    public void Nothing_to_write_makes_no_call()
    {
        var file = new FakeFile(FileKind.Regular);
        using var output = new OutputStream(file, "fake", isOurs: true);

        Assert.Equal(Errno.None, output.Write(new PinnedSpans([], []).Vectors, out _));
        Assert.Equal(Errno.None, output.Write([], out _));

        Assert.Equal(0, file.Calls);
    }

    [Fact]
    public void End_of_a_regular_file_can_be_taken_back()
    {
        var file = new FakeFile(FileKind.Regular);
        using var output = new OutputStream(file, "fake", isOurs: true);
        output.Write(new PinnedSpans([1, 2, 3, 4]).Vectors, out _);

        output.KeepOnly(3);

        Assert.Equal([1, 2, 3], file.Content);
        Assert.Equal(3, output.Written);
    }

    [Fact]
    public void Nothing_is_taken_back_where_somebody_else_has_written_behind_us()
    {
        var file = new FakeFile(FileKind.Regular);
        using var output = new OutputStream(file, "fake", isOurs: true);
        output.Write(new PinnedSpans([1, 2, 3, 4]).Vectors, out _);
        file.Content.Add(99);

        output.KeepOnly(3);

        Assert.Equal([1, 2, 3, 4, 99], file.Content);
        Assert.Equal(4, output.Written);
    }

    [Fact]
    public void Nothing_is_taken_back_from_a_pipe()
    {
        var file = new FakeFile(FileKind.Pipe);
        using var output = new OutputStream(file, "fake", isOurs: false);
        output.Write(new PinnedSpans([1, 2, 3, 4]).Vectors, out _);

        output.KeepOnly(3);

        Assert.Equal(4, output.Written);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void File_of_our_own_is_closed_on_disposal_and_a_descriptor_given_to_us_is_not(bool isOurs)
    {
        var file = new FakeFile(FileKind.Pipe);

        new OutputStream(file, "fake", isOurs).Dispose();

        Assert.Equal(isOurs, file.IsDisposed);
    }

    [Fact]
    public void Writing_allocates_nothing()
    {
        var memory = new PinnedSpans(Enumerable.Range(0, 100).Select(_ => new byte[100]));
        using var output = OutputStream.Open("/dev/null");
        output.Write(memory.Vectors, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
            output.Write(memory.Vectors, out _);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
