using Capture.Model;
using Capture.Reasons;
using Capture.Sources;
using Capture.Stages;
using Capture.Tests.Sources;
using CsCheck;

namespace Capture.Tests.Stages;

/// <summary>Packets of several interfaces, which the kernel shows late, in the order of their stamps.</summary>
public sealed class SourceOrderTests : IDisposable
{
    private const long Delay = (long)TapSource.Delay;

    private static readonly Gen<(long Stamp, long Late)[][]> s_packets = Gen.Int[1, 4].SelectMany(
        sources => Gen.Select(Gen.Long[1, 3 * Delay], Gen.Long[0, Delay]).Array[0, 20].Array[sources]);

    private readonly SourceSet _sources = new();
    private readonly PacketBatch _batch = new();
    private long _now;

    public void Dispose() => _sources.Dispose();

    [Fact]
    public void Packets_come_in_the_order_of_their_stamps_and_completely_however_late_they_show() =>
        s_packets.Sample(generated =>
        {
            long now = 0;
            var coming = generated.Select(packets => Show(packets)).ToArray();
            var end = 2 * Delay;
            using var sources = Sources(() => now, out _, coming);
            var batch = new PacketBatch();

            var stamps = new List<long>();
            var isEnded = false;
            while (!(isEnded && sources.HaveEnded))
            {
                if (now >= end && !isEnded)
                {
                    sources.End((ulong)end);
                    isEnded = true;
                }

                stamps.AddRange(Fill(sources, batch, now));
                now += Delay / 7;
            }

            // What was taken before the end was known may be later than it.
            var expected = coming.SelectMany(packets => packets.Select(packet => packet.Stamp)).Where(stamp => stamp <= end).Order();
            Assert.Equal(stamps.Order(), stamps);
            Assert.Equal(expected, stamps.Where(stamp => stamp <= end));
        });

    [Fact]
    public void One_source_is_never_waited_for()
    {
        Given((Coming[])[new(5, 7), new(6, 7)]);
        _now = 7;

        Assert.Equal([5, 6], Fill());
        Assert.False(_sources.HasPending);
    }

    [Fact]
    public void A_packet_waits_for_as_long_as_another_source_may_still_show_an_older_one()
    {
        Given([new(1000, 1000)], [new(990, 1000 + Delay - 1)]);

        _now = 1500;
        Assert.Empty(Fill());
        Assert.True(_sources.HasPending);
        _now = 1000 + Delay - 1;
        Assert.Equal([990], Fill());
        _now += Delay;
        Assert.Equal([1000], Fill());
    }

    [Fact]
    public void A_source_that_was_empty_long_after_the_packets_is_not_looked_at_for_each()
    {
        var taps = Given([.. Enumerable.Range(1, 100).Select(i => new Coming(i, 100))], []);
        _now = 100 + Delay;

        Assert.Equal(Enumerable.Range(1, 100).Select(stamp => (long)stamp), Fill());
        Assert.Equal(1, taps[1].Looks);
    }

    [Fact]
    public void A_clock_that_was_set_back_is_waited_for_no_longer_than_packets_are_shown_late()
    {
        Given([new(3_600_000_000_000, 0), new(3_600_000_000_001, 0)], []);
        _now = 1000;
        Assert.Empty(Fill());

        _now += Delay;
        Assert.Equal([3_600_000_000_000, 3_600_000_000_001], [.. Fill(), .. Later()]);

        long[] Later()
        {
            _now += Delay;
            return Fill();
        }
    }

    [Fact]
    public void Behind_the_end_nothing_is_handed_out_and_before_it_everything()
    {
        Given([new(10, 10), new(30, 30)], [new(19, 19 + Delay)]);
        _now = 30;

        _sources.End(20);
        Assert.Empty(Fill());
        Assert.False(_sources.HaveEnded);
        _now = 19 + Delay;
        Assert.Equal([10, 19], Fill());
        _now = 20 + Delay;
        Assert.Empty(Fill());
        Assert.True(_sources.HaveEnded);
    }

    [Fact]
    public void A_source_that_ends_keeps_nobody_waiting()
    {
        var gone = new CaptureException(new LibPcapEnded("eth0", "gone"));
        var failing = new TapSource(new FakeTap(() => _now, [new(10, 10)]) { Failure = gone }, Point(0), 60, Clock);
        _sources.Add(failing);
        _sources.Add(new TapSource(new FakeTap(() => _now, [new(5, 5), new(15, 15)]), Point(1), 60, Clock));
        _now = 100;

        Assert.Equal([5, 10, 15], Fill());
        Assert.Equal((true, gone), (failing.HasEnded, failing.Failure));
        Assert.False(_sources.HaveEnded);
    }

    [Fact]
    public void A_source_that_was_empty_a_moment_ago_is_left_alone_until_the_kernel_may_have_more_or_the_end_is_known()
    {
        var taps = Given([], [new(5, 5)]);
        _now = 10;
        Fill();
        _now = 11;
        Fill();
        Assert.Equal(1, taps[0].Looks);

        _now += Delay;
        Fill();
        Assert.Equal(2, taps[0].Looks);

        _sources.End(12);
        Fill();
        Assert.Equal(3, taps[0].Looks);
    }

    [Fact]
    public void What_a_batch_has_no_room_for_comes_in_the_next()
    {
        Given([.. Enumerable.Range(1, 10_000).Select(i => new Coming(i, 0))]);

        var stamps = new List<long>();
        for (long[] part; (part = Fill()).Length > 0;)
            stamps.AddRange(part);

        Assert.Equal(Enumerable.Range(1, 10_000).Select(stamp => (long)stamp), stamps);
    }

    private static WallClock Clock { get; } = new(() => 0, () => 0);

    private FakeTap[] Given(params Coming[][] coming)
    {
        var taps = coming.Select(packets => new FakeTap(() => _now, packets)).ToArray();
        foreach (var (index, tap) in taps.Index())
            _sources.Add(new TapSource(tap, Point((uint)index), 60, Clock));
        return taps;
    }

    private long[] Fill() => Fill(_sources, _batch, _now);

    private static SourceSet Sources(Func<long> now, out FakeTap[] taps, params Coming[][] coming)
    {
        var sources = new SourceSet();
        taps = [.. coming.Select(packets => new FakeTap(now, packets))];
        foreach (var (index, tap) in taps.Index())
            sources.Add(new TapSource(tap, Point((uint)index), 60, Clock));
        return sources;
    }

    private static long[] Fill(SourceSet sources, PacketBatch batch, long now)
    {
        sources.Fill(batch, (ulong)now, long.MaxValue);
        var stamps = new List<long>();
        foreach (var packet in batch)
            stamps.Add((long)packet.Timestamp);
        sources.GiveBack();
        return [.. stamps];
    }

    private static CapturePoint Point(uint id) => new(id, $"eth{id}", (int)id + 1, 0, "", CapturePosition.Entry) { IsLegacy = true };

    /// <summary>Stamps in order, and shown in order, each at most the delay later.</summary>
    private static Coming[] Show((long Stamp, long Late)[] packets)
    {
        var coming = new List<Coming>();
        foreach (var (stamp, late) in packets.OrderBy(packet => packet.Stamp))
            coming.Add(new Coming(stamp, Math.Max(coming.Count == 0 ? 0 : coming[^1].Shown, stamp + late)));
        return [.. coming];
    }
}
