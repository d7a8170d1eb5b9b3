using Capture.Legacy;
using Capture.Reasons;
using CsCheck;

namespace Capture.Tests.Legacy;

/// <summary>Packets of several interfaces, which the kernel shows late, in the order of their stamps.</summary>
public sealed class SourceMergerTests
{
    private const long Delay = SourceMerger.Delay;

    private static readonly Gen<(long Stamp, long Late)[][]> s_packets = Gen.Int[1, 4].SelectMany(
        sources => Gen.Select(Gen.Long[0, 3 * Delay], Gen.Long[0, Delay]).Array[0, 20].Array[sources]);

    private long _now;

    [Fact]
    public void Packets_come_in_the_order_of_their_stamps_and_completely_however_late_they_show() =>
        s_packets.Sample(generated =>
        {
            long now = 0;
            var coming = generated.Select(packets => Show(packets)).ToArray();
            var end = 2 * Delay;
            var merger = new SourceMerger([.. coming.Select(packets => new FakeSource(() => now, packets))], () => now);

            var stamps = new List<long>();
            for (MergeStep step; (step = merger.Next(now >= end ? end : long.MaxValue, out _, out var packet)) != MergeStep.End;)
            {
                if (step == MergeStep.Packet)
                    stamps.Add((long)packet.Timestamp);
                else
                    now += merger.Patience > 0 ? merger.Patience : Delay / 7;
            }

            // What was taken before the end was known may be later than it.
            var expected = coming.SelectMany(packets => packets.Select(packet => packet.Stamp)).Where(stamp => stamp <= end).Order();
            Assert.Equal(stamps.Order(), stamps);
            Assert.Equal(expected, stamps.Where(stamp => stamp <= end));
        });

    [Fact]
    public void One_source_is_never_waited_for()
    {
        var merger = Merger(out _, (Coming[])[new(5, 7), new(6, 7)]);
        _now = 7;

        Assert.Equal((MergeStep.Packet, 0, 5), Next(merger));
        Assert.Equal((MergeStep.Packet, 0, 6), Next(merger));
        Assert.Equal(MergeStep.Wait, Next(merger).Step);
        Assert.Equal(0, merger.Patience);
    }

    [Fact]
    public void A_packet_waits_for_as_long_as_another_source_may_still_show_an_older_one()
    {
        var merger = Merger(out _, [new(1000, 1000)], [new(990, 1000 + Delay - 1)]);

        _now = 1500;
        Assert.Equal(MergeStep.Wait, Next(merger).Step);
        Assert.Equal(Delay - 500, merger.Patience);
        _now += merger.Patience;
        Assert.Equal((MergeStep.Packet, 1, 990), Next(merger));
        Assert.Equal((MergeStep.Packet, 0, 1000), Next(merger));
    }

    [Fact]
    public void A_source_that_was_empty_long_after_the_packets_is_not_looked_at_for_each()
    {
        var merger = Merger(out var sources, [.. Enumerable.Range(1, 100).Select(i => new Coming(i, 100))], []);
        _now = 100 + Delay;

        for (var i = 1; i <= 100; i++)
            Assert.Equal((MergeStep.Packet, 0, i), Next(merger));

        Assert.Equal(1, sources[1].Looks);
    }

    [Fact]
    public void A_clock_that_was_set_back_is_not_waited_for()
    {
        var merger = Merger(out _, [new(3_600_000_000_000, 0), new(3_600_000_000_001, 0)], []);
        _now = 1000;

        Assert.Equal(MergeStep.Packet, Next(merger).Step);
        Assert.Equal(MergeStep.Packet, Next(merger).Step);
    }

    [Fact]
    public void Behind_the_end_nothing_is_handed_out_and_before_it_everything()
    {
        var merger = Merger(out _, [new(10, 10), new(30, 30)], [new(19, 19 + Delay)]);
        _now = 30;

        Assert.Equal(MergeStep.Wait, Next(merger, end: 20).Step);
        _now += merger.Patience;
        Assert.Equal((MergeStep.Packet, 0, 10), Next(merger, end: 20));
        _now = 20 + Delay;
        Assert.Equal((MergeStep.Packet, 1, 19), Next(merger, end: 20));
        Assert.Equal(MergeStep.End, Next(merger, end: 20).Step);
    }

    [Fact]
    public void A_source_that_ends_keeps_nobody_waiting()
    {
        var gone = new CaptureException(new LibPcapEnded("eth0", "gone"));
        var sources = new[]
        {
            new FakeSource(() => _now, [new(10, 10)]) { Failure = gone },
            new FakeSource(() => _now, [new(5, 5), new(15, 15)]),
        };
        var merger = new SourceMerger(sources, () => _now);
        _now = 100;

        Assert.Equal((MergeStep.Packet, 1, 5), Next(merger));
        Assert.Equal((MergeStep.Packet, 0, 10), Next(merger));
        Assert.Empty(merger.Ended);
        Assert.Equal((MergeStep.Packet, 1, 15), Next(merger));
        Assert.Equal([(0, gone)], merger.Ended);
        Assert.Equal(MergeStep.Wait, Next(merger).Step);
    }

    [Fact]
    public void Without_a_source_that_gives_more_it_is_over()
    {
        var merger = new SourceMerger([new FakeSource(() => _now, []) { Failure = new CaptureException(new LibPcapEnded("eth0", "gone")) }], () => _now);

        Assert.Equal(MergeStep.End, Next(merger).Step);
    }

    private SourceMerger Merger(out FakeSource[] sources, params Coming[][] coming)
    {
        sources = [.. coming.Select(packets => new FakeSource(() => _now, packets))];
        return new SourceMerger(sources, () => _now);
    }

    private static (MergeStep Step, int Source, long Stamp) Next(SourceMerger merger, long end = long.MaxValue)
    {
        var step = merger.Next(end, out var source, out var packet);
        return (step, source, (long)packet.Timestamp);
    }

    /// <summary>Stamps in order, and shown in order, each at most the delay later.</summary>
    private static Coming[] Show((long Stamp, long Late)[] packets)
    {
        var coming = new List<Coming>();
        foreach (var (stamp, late) in packets.OrderBy(packet => packet.Stamp))
            coming.Add(new Coming(stamp, Math.Max(coming.Count == 0 ? 0 : coming[^1].Shown, stamp + late)));
        return [.. coming];
    }
}
