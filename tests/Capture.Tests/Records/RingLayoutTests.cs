using Capture.Records;
using ClassicBpf.Translation;
using CsCheck;

namespace Capture.Tests.Records;

public sealed class RingLayoutTests
{
    private static readonly Gen<RingLayout> Layouts =
        from slots in Gen.Int[0, 16]
        from power in Gen.Int[12, 25]
        from snap in Gen.UInt[1, RingLayout.MaximumSnapLength]
        from reach in Gen.OneOf(Gen.Const(0u), Gen.UInt[1, RingLayout.MaximumSnapLength])
        select new RingLayout(1 << slots, 1u << power, snap, reach);

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
        for (var slot = 0; slot < layout.SlotCount; slot++)
        {
            fields.Add((RingLayout.LostAt(slot), 8));
            fields.Add((RingLayout.LostReportedAt(slot), 8));
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
        int[] producers = [RingLayout.Head, RingLayout.Busy, RingLayout.Open, RingLayout.Sequence, RingLayout.Stack, RingLayout.LostAt(0)];
        Assert.DoesNotContain(RingLayout.Tail / 64, producers.Select(offset => offset / 64));
        Assert.Equal(0, new RingLayout(1, 4096, 1).Data % 64);
    }

    [Fact]
    public void The_control_value_takes_the_losses_of_a_cpu_that_has_no_ring()
    {
        Assert.InRange(RingLayout.LostAt(1023) + sizeof(ulong), 0, (int)ControlLayout.StateOf(1023));
        Assert.InRange((int)ControlLayout.StateOf(1023) + sizeof(ulong), 0, (int)ControlLayout.Size(1024));
        Assert.InRange((int)ControlLayout.Sleeping + sizeof(ulong), 0, RingLayout.Losses);
    }

    [Fact]
    public void Behind_any_slot_a_verifier_takes_for_a_groups_first_there_is_room_for_the_others() => Layouts.Sample(layout =>
    {
        var furthest = RingLayout.LostReportedAt(layout.SlotCount - 1 + RingLayout.MaximumGroup - 1) + sizeof(ulong);
        Assert.InRange(furthest, 0, (int)ControlLayout.Size(layout.SlotCount));
        Assert.InRange(RingLayout.LostReportedAt(RingLayout.MaximumGroup - 1), 0, short.MaxValue);
        // The smallest ring that a capture has.
        if (layout.DataSize >= 64 * 1024)
            Assert.InRange(furthest, 0, (int)layout.ValueSize);
    });

    [Fact]
    public void A_map_value_is_whole_words_so_that_rings_lie_end_to_end() =>
        Layouts.Sample(layout => Assert.Equal(0u, layout.ValueSize % 8));

    [Fact]
    public void The_slack_takes_the_longest_record_that_starts_before_the_end() => Layouts.Sample(layout =>
    {
        var longest = RecordLayout.Packet + (layout.SnapLength + 3 & ~3u) + (uint)RecordLayout.OptionsSize(verdict: true) + RecordLayout.DropCountSize;
        Assert.InRange(longest, 1u, layout.Slack);
        Assert.InRange(longest, 1u, layout.SnapLength + RingLayout.RecordOverhead);
    });

    [Fact]
    public void The_slack_takes_a_piece_that_a_verifier_believes_to_begin_where_the_longest_packet_ends() => Layouts.Sample(layout =>
        Assert.InRange(RecordLayout.Packet + layout.SnapLength + Math.Min(layout.SnapLength, RingLayout.CopyStep), 1u, layout.Slack));

    [Fact]
    public void What_a_filter_looks_at_may_be_read_beyond_its_reach() => Layouts.Where(layout => layout.FilterReach > 0).Sample(layout =>
        Assert.InRange(
            RecordLayout.Packet + System.Numerics.BitOperations.RoundUpToPowerOf2(layout.FilterReach) + sizeof(uint),
            1u, layout.ValueSize - layout.Filtered));

    [Fact]
    public void The_bits_of_a_slot_name_every_slot() => Assert.InRange(RingLayout.AloneSlot, RingLayout.StackDepth, (1 << RingLayout.SlotBits) - 1);

    [Theory]
    [InlineData(0, 4096, 64, "slotCount")]
    [InlineData(1000, 4096, 64, "slotCount")]
    [InlineData(131072, 4096, 64, "slotCount")]
    [InlineData(1, 2048, 64, "dataSize")]
    [InlineData(1, 4097, 64, "dataSize")]
    [InlineData(1, 12288, 64, "dataSize")]
    [InlineData(1, 4096, 0, "snapLength")]
    [InlineData(1, 4096, 262145, "snapLength")]
    public void A_value_out_of_its_range_is_refused(int slots, uint dataSize, uint snapLength, string which)
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>(() => new RingLayout(slots, dataSize, snapLength));
        Assert.Equal(which, refused.ParamName);
    }

    [Fact]
    public void The_ends_of_the_ranges_are_allowed()
    {
        Assert.Equal(4096u, new RingLayout(1, 4096, 1).DataSize);
        Assert.Equal(65536, new RingLayout(65536, 1u << 25, RingLayout.MaximumSnapLength).SlotCount);
    }
}
