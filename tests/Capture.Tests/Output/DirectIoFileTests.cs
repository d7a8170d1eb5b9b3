using System.Runtime.InteropServices;
using Capture.Output;
using CsCheck;
using Linux;
using Linux.Files;

namespace Capture.Tests.Output;

/// <summary>Much at a time goes past the page cache, in whole blocks, and nothing is lost or moved on the way.</summary>
public sealed class DirectIoFileTests
{
    private const int Much = (int)DirectIoFile.Much;

    [Fact]
    public void Whatever_comes_in_whichever_pieces_the_file_has_it_in_order() =>
        Gen.Select(Gen.OneOf(Gen.Int[1, 5000], Gen.Int[Much, 3 * Much]).Array[1, 6], Gen.Bool, Gen.Bool).Sample((lengths, knowsDirect, isCached) =>
        {
            using var inner = new FakeFile(FileKind.Regular) { KnowsDirect = knowsDirect };
            using var file = Over(inner, isCached ? Cached() : new DirectIoPolicy());
            var sent = new List<byte>();
            foreach (var length in lengths)
                Send(file, sent, length);
            Assert.Equal(!isCached && knowsDirect && lengths.Any(length => length >= Much), inner.Direct > 0);
            AssertSame(sent, inner.Content);
        }, iter: 30);

    [Fact]
    public void Large_pieces_go_past_the_cache_and_small_ones_do_not()
    {
        using var inner = new FakeFile(FileKind.Regular) { KnowsDirect = true };
        using var file = Over(inner, new DirectIoPolicy());
        var sent = new List<byte>();
        Send(file, sent, 3 * Much + 5);
        Assert.Equal(3 * Much, inner.Direct);

        var before = inner.Direct;
        Send(file, sent, Much - 1);
        Assert.Equal(before, inner.Direct);
        AssertSame(sent, inner.Content);
    }

    [Fact]
    public void A_disk_that_fills_up_meanwhile_says_so_with_all_before_it_kept()
    {
        using var inner = new FakeFile(FileKind.Regular) { KnowsDirect = true, Capacity = 9 * Much + 77 };
        using var file = Over(inner, new DirectIoPolicy());
        var sent = new List<byte>();
        var error = Errno.None;
        while (!error.IsError && sent.Count < inner.Capacity + 10 * Much)
            error = Send(file, sent, 3 * Much + 5);

        Assert.Equal(Errno.ENOSPC, error);
        Assert.True(CollectionsMarshal.AsSpan(sent)[..inner.Content.Count].SequenceEqual(CollectionsMarshal.AsSpan(inner.Content)));
        Assert.InRange(inner.Capacity - inner.Content.Count, 0, DirectIoFile.Block);
    }

    [Fact]
    public void Past_the_cache_is_the_way_while_it_keeps_up()
    {
        var writer = new Writer();
        for (var i = 0; i < 10; i++)
            writer.Window(bytesPerSecond: 2e9, comePerSecond: 1.2e9);
        Assert.True(writer.Choice.IsDirect);
    }

    [Fact]
    public void When_it_does_not_the_faster_way_is_found_and_left_again_when_it_gets_slow()
    {
        var writer = new Writer();
        writer.Window(bytesPerSecond: 2e9);
        Assert.False(writer.Choice.IsDirect); // not tried yet
        writer.Window(bytesPerSecond: 4e9);
        Assert.False(writer.Choice.IsDirect);
        writer.Window(bytesPerSecond: 1.2e9);
        Assert.True(writer.Choice.IsDirect);
        writer.Window(bytesPerSecond: 1.6e9);
        Assert.True(writer.Choice.IsDirect);
        writer.Window(bytesPerSecond: 1e9);
        Assert.False(writer.Choice.IsDirect);
    }

    [Fact]
    public void When_less_comes_than_went_past_the_cache_it_is_taken_again()
    {
        var writer = new Writer();
        writer.Window(bytesPerSecond: 2e9);
        writer.Window(bytesPerSecond: 4e9);
        Assert.False(writer.Choice.IsDirect);
        writer.Window(bytesPerSecond: 4e9, comePerSecond: 1.2e9);
        Assert.True(writer.Choice.IsDirect);
    }

    [Fact]
    public void A_way_that_stalls_is_judged_before_much_was_written() => Assert.False(Cached().IsDirect);

    [Fact]
    public void A_stall_past_the_cache_is_forgiven_in_the_end()
    {
        var writer = new Writer(Cached());
        for (var windows = 0; !writer.Choice.IsDirect; windows++)
        {
            Assert.InRange(windows, 0, 100);
            writer.Window(bytesPerSecond: 4e9, comePerSecond: 1.2e9);
        }
    }

    [Fact]
    public void What_is_ruled_out_is_never_tried_again()
    {
        var writer = new Writer();
        writer.Choice.RuleOutDirect();
        for (var i = 0; i < 10; i++)
        {
            writer.Window(bytesPerSecond: 1e6);
            Assert.False(writer.Choice.IsDirect);
        }
    }

    /// <summary>Writes take no time: which way they go does not depend on the machine.</summary>
    private static DirectIoFile Over(FakeFile inner, DirectIoPolicy policy) => new(inner, policy, clock: () => 0);

    /// <summary>Has seen a stall past the cache.</summary>
    private static DirectIoPolicy Cached()
    {
        var policy = new DirectIoPolicy();
        policy.Report(DirectIoFile.Much, 0, DirectIoPolicy.Patience);
        return policy;
    }

    private static void AssertSame(List<byte> sent, List<byte> there)
    {
        Assert.Equal(sent.Count, there.Count);
        Assert.True(CollectionsMarshal.AsSpan(sent).SequenceEqual(CollectionsMarshal.AsSpan(there)));
    }

    /// <summary>Reports as if it wrote.</summary>
    private sealed class Writer(DirectIoPolicy? policy = null)
    {
        private long _now = DirectIoPolicy.Patience;

        public DirectIoPolicy Choice { get; } = policy ?? new();

        /// <summary>As much as is judged at once, four pieces of it, faster than patience ends; they come as fast as they are written unless it says otherwise.</summary>
        public void Window(double bytesPerSecond, double? comePerSecond = null)
        {
            const long Piece = DirectIoPolicy.Window / 4;
            for (var i = 0; i < 4; i++)
            {
                var start = _now;
                Choice.Report(Piece, start, start + (long)(Piece / bytesPerSecond * 1e9));
                _now = start + (long)(Piece / (comePerSecond ?? bytesPerSecond) * 1e9);
            }
        }
    }

    private static unsafe Errno Send(DirectIoFile file, List<byte> sent, int length)
    {
        var bytes = new byte[length];
        new Random(length + sent.Count).NextBytes(bytes);
        fixed (byte* first = bytes)
        {
            for (var done = 0L; done < length;)
            {
                // Two vectors, as records of two rings are.
                var half = (length - done) / 2;
                IoVector[] vectors = [new(first + done, (nuint)half), new(first + done + half, (nuint)(length - done - half))];
                var written = file.WriteAt(vectors, sent.Count + done, out var error);
                if (written < 0)
                {
                    sent.AddRange(bytes[..(int)done]);
                    return error;
                }

                done += written;
            }
        }

        sent.AddRange(bytes);
        return Errno.None;
    }
}
