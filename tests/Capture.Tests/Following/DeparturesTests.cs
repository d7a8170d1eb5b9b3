using Capture.Following;
using Linux.Network;

namespace Capture.Tests.Following;

public sealed class DeparturesTests
{
    private const long Second = 1_000_000_000;

    private readonly Departures _departures = new();

    [Theory]
    [InlineData(LinkChangeKind.Deleted, false)]
    [InlineData(LinkChangeKind.Moved, true)]
    public void Kernels_word_settles_it_at_once(LinkChangeKind kind, bool moved)
    {
        Assert.True(_departures.IsSettled(7, [new(LinkChangeKind.Changed, Link(7)), new(kind, Link(7))], now: 1, out var wasMoved));
        Assert.Equal(moved, wasMoved);
    }

    [Fact]
    public void Word_that_comes_with_a_later_look_is_heard()
    {
        Assert.False(_departures.IsSettled(7, [], now: 1, out _));
        Assert.False(_departures.IsSettled(7, [new(LinkChangeKind.Deleted, Link(8))], now: Second / 2, out _));
        Assert.True(_departures.IsSettled(7, [new(LinkChangeKind.Moved, Link(7))], now: Second / 2 + 1, out var wasMoved));
        Assert.True(wasMoved);
    }

    [Theory]
    [InlineData(LinkChangeKind.Changed)] // it goes on and on with another interface
    [InlineData(LinkChangeKind.Deleted)]
    [InlineData(LinkChangeKind.Missed)]
    public void Word_that_was_lost_is_not_waited_for_however_much_else_is_told(LinkChangeKind kind)
    {
        LinkChange[] flood = [.. Enumerable.Repeat(new LinkChange(kind, kind == LinkChangeKind.Missed ? null : Link(8)), 256)];
        Assert.False(_departures.IsSettled(7, flood, now: 1, out _));
        Assert.False(_departures.IsSettled(7, flood, now: Second, out _));
        Assert.True(_departures.IsSettled(7, flood, now: Second + 1, out var wasMoved));
        Assert.Null(wasMoved);
    }

    [Fact]
    public void One_that_has_left_stays_away_also_when_another_gets_its_number()
    {
        Assert.False(_departures.HasLeft(7));
        _departures.IsSettled(7, [], now: 1, out _);
        Assert.True(_departures.HasLeft(7));
        Assert.False(_departures.HasLeft(8));
    }

    [Fact]
    public void Each_interface_has_a_while_of_its_own()
    {
        Assert.False(_departures.IsSettled(7, [], now: 0, out _));
        Assert.False(_departures.IsSettled(8, [], now: Second - 1, out _));
        Assert.True(_departures.IsSettled(7, [], now: Second, out _));
        Assert.False(_departures.IsSettled(8, [], now: Second, out _));
    }

    [Fact]
    public void Changes_that_cannot_be_told_are_not_kept_without_an_end()
    {
        var heard = new HeardChanges();
        for (var i = 0; i < 100; i++)
            heard.Add([.. Enumerable.Repeat(new LinkChange(LinkChangeKind.Changed, Link(7)), 256)]);
        Assert.InRange(heard.All.Count, 1, HeardChanges.Most);
        Assert.Contains(heard.All, change => change.Kind == LinkChangeKind.Missed);
        heard.Clear();
        Assert.Empty(heard.All);
    }

    private static NetworkInterface Link(int index) => new(index, "eth0", MasterIndex: null, IsUp: true, Mtu: 1500, Attachments: []);
}
