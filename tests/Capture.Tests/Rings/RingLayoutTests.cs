using Capture.Emission;
using Capture.Filters;
using Capture.Rings;
using CsCheck;

namespace Capture.Tests.Rings;

public sealed class RingLayoutTests
{
    private static readonly Gen<RingLayout> Layouts =
        from points in Gen.Int[1, 1024]
        from power in Gen.Int[12, 25]
        from snap in Gen.UInt[1, RingLayout.MaximumSnapLength]
        from reach in Gen.OneOf(Gen.Const(0u), Gen.UInt[1, RingLayout.MaximumSnapLength])
        select new RingLayout(points, 1u << power, snap, reach);

    [Fact]
    public void No_two_fields_overlap() => Layouts.Sample(layout =>
    {
        var fields = new List<(int Start, int Size)>
        {
            (RingLayout.Head, 8), (RingLayout.Busy, 8), (RingLayout.Open, 8), (RingLayout.Tail, 8), (RingLayout.Sequence, 8),
            (RingLayout.SinceBell, 8), (RingLayout.Unreadable, 8), (RingLayout.Stack, RingLayout.StackDepth * RingLayout.StackEntrySize),
            (RingLayout.Losses, 8), (RingLayout.LossStamp, 8), (RingLayout.NestedLossStamp, 8),
            (RingLayout.Pending, 8), (RingLayout.Reserved, 8), (RingLayout.ToSkip, 8), (RingLayout.Workspace, FilterFrame.WorkspaceSize),
            (layout.Data, checked((int)(layout.DataSize + layout.Slack))),
        };
        if (layout.FilterReach > 0)
            fields.Add(((int)layout.Filtered, (int)(layout.ValueSize - layout.Filtered)));
        for (var point = 0; point < layout.PointCount; point++)
        {
            fields.Add((RingLayout.LostAt(point), 8));
            fields.Add((RingLayout.LostToldAt(point), 8));
        }

        fields.Sort();
        for (var i = 1; i < fields.Count; i++)
            Assert.True(fields[i - 1].Start + fields[i - 1].Size <= fields[i].Start, $"{fields[i - 1]} reaches into {fields[i]}");
        Assert.Equal(layout.ValueSize, (uint)(fields[^1].Start + fields[^1].Size));
        Assert.All(fields, field => Assert.Equal(0, field.Start % 8));
    });

    [Fact]
    public void Both_sides_write_to_cache_lines_of_their_own()
    {
        short[] producers = [RingLayout.Head, RingLayout.Busy, RingLayout.Open, RingLayout.Sequence, RingLayout.Stack, RingLayout.LostAt(0)];
        Assert.DoesNotContain(RingLayout.Tail / 64, producers.Select(offset => offset / 64));
        Assert.Equal(0, new RingLayout(1, 4096, 1).Data % 64);
    }

    [Fact]
    public void The_control_value_takes_the_losses_of_a_cpu_that_has_no_ring()
    {
        Assert.InRange(RingLayout.LostToldAt(RingLayout.MaximumPoints - 1) + sizeof(ulong), 0, (int)ControlLayout.CountingOf(0));
        Assert.InRange((int)ControlLayout.Sleeping + sizeof(ulong), 0, RingLayout.Losses);
        Assert.Equal(ControlLayout.Size, ControlLayout.CountingOf(ControlLayout.MaximumSetups - 1) + sizeof(ulong));
    }

    [Fact]
    public void A_map_value_is_whole_words_so_that_rings_lie_end_to_end() =>
        Layouts.Sample(layout => Assert.Equal(0u, layout.ValueSize % 8));

    [Fact]
    public void The_slack_takes_the_longest_record_that_starts_before_the_end() => Layouts.Sample(layout =>
    {
        var longest = EpbLayout.HeaderSize + (layout.SnapLength + 3 & ~3u) + (uint)EpbLayout.OptionsSize(verdict: true) + EpbLayout.DropCountSize;
        Assert.InRange(longest, 1u, layout.Slack);
        Assert.InRange(longest, 1u, layout.SnapLength + RingLayout.RecordOverhead);
    });

    [Fact]
    public void The_slack_takes_a_piece_that_a_verifier_believes_to_begin_where_the_longest_packet_ends() => Layouts.Sample(layout =>
        Assert.InRange(EpbLayout.HeaderSize + layout.SnapLength + Math.Min(layout.SnapLength, RingLayout.CopyStep), 1u, layout.Slack));

    [Fact]
    public void What_a_filter_looks_at_may_be_read_beyond_its_reach() => Layouts.Where(layout => layout.FilterReach > 0).Sample(layout =>
        Assert.InRange(
            EpbLayout.HeaderSize + System.Numerics.BitOperations.RoundUpToPowerOf2(layout.FilterReach) + sizeof(uint),
            1u, layout.ValueSize - layout.Filtered));

    [Fact]
    public void The_bits_of_a_slot_name_every_slot() => Assert.InRange(RingLayout.AloneSlot, RingLayout.StackDepth, (1 << RingLayout.SlotBits) - 1);

    [Theory]
    [InlineData(0, 4096, 64, "pointCount")]
    [InlineData(1025, 4096, 64, "pointCount")]
    [InlineData(1, 2048, 64, "dataSize")]
    [InlineData(1, 4097, 64, "dataSize")]
    [InlineData(1, 12288, 64, "dataSize")]
    [InlineData(1, 4096, 0, "snapLength")]
    [InlineData(1, 4096, 262145, "snapLength")]
    public void A_value_out_of_its_range_is_refused(int points, uint dataSize, uint snapLength, string which)
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>(() => new RingLayout(points, dataSize, snapLength));
        Assert.Equal(which, refused.ParamName);
    }

    [Fact]
    public void The_ends_of_the_ranges_are_allowed()
    {
        Assert.Equal(4096u, new RingLayout(1, 4096, 1).DataSize);
        Assert.Equal(1024, new RingLayout(1024, 1u << 25, RingLayout.MaximumSnapLength).PointCount);
    }
}
