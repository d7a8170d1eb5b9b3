using CsCheck;

namespace Capture.Tests.Rings;

/// <summary>
/// Whatever happens on the CPUs and whenever the reader looks: the numbers in the records add up to what was lost, and never run ahead.
/// </summary>
public sealed class DropCountPropertyTests
{
    private const int Rings = 3, Points = 3; // the points' first slots bear their numbers

    private enum Kind
    {
        Write,
        Lose,
        LoseNested,
        Look,
        LookBack,
        Replace,
    }

    private static readonly Gen<(Kind Kind, int Ring, int Point, int Size)[]> Happenings = Gen.Select(
        Gen.Enum<Kind>(), Gen.Int[0, Rings - 1], Gen.Int[0, Points - 1], Gen.Int[0, 400]).Array[0, 150];

    [Fact]
    public void Told_up_to_a_record_is_what_the_reader_knew_and_no_more_than_was_lost_by_then() => Happenings.Sample(happenings =>
    {
        using var bench = new MergeBench(Rings, dataSize: 4096, snapLength: 512, points: Points);
        var losses = new List<(ulong Stamp, int Point)>();
        var told = new ulong[Points];
        int[] slots = [.. Enumerable.Range(0, Points)];
        var known = 0ul; // every loss up to this time was seen by a look that left nothing behind
        ulong now = 0;
        foreach (var (kind, ring, point, size) in happenings)
        {
            now += 10;
            switch (kind)
            {
                case Kind.Write when bench.Rings[ring].Write(new Seen(now, new byte[size]) { Point = (uint)slots[point] }):
                    break;
                case Kind.Write:
                    losses.Add((now, point));
                    break;
                case Kind.Lose or Kind.LoseNested:
                    bench.Rings[ring].Lose(slots[point], now, kind == Kind.LoseNested);
                    losses.Add((now, point));
                    break;
                case Kind.Look:
                    Look(now);
                    break;
                case Kind.LookBack when now > 50: // another CPU was busy meanwhile: not all there is can be taken
                    Look(now - 50);
                    break;
                case Kind.Replace when bench.Allocator.TryTake(1) is { } next: // its hooks go, and others come for the same point
                    bench.Slots.Release(new(slots[point], 1), now);
                    bench.Slots.Bind(next, [point]);
                    slots[point] = next.First;
                    break;
            }
        }

        // One more record of each point after all of it.
        Look(now);
        for (var point = 0; point < Points; point++)
            bench.Rings[0].Write(new Seen(now += 10, []) { Point = (uint)slots[point] });
        Look(now);
        for (var point = 0; point < Points; point++)
        {
            Assert.Equal((ulong)losses.Count(loss => loss.Point == point), told[point]);
            Assert.Equal(told[point], bench.Counts.ToldAt(point));
            Assert.Equal(told[point], bench.Slots.Lost()[point].Aggregate((sum, one) => sum + one));
        }

        void Look(ulong until)
        {
            foreach (var record in bench.Collect(now: until + 20_000))
            {
                var at = (int)record.Point;
                told[at] += record.DropCount ?? 0;
                Assert.InRange(
                    told[at], Lost(at, Math.Min(known, record.Stamp)), Lost(at, record.Stamp));
            }

            bench.Merger.GiveBack();
            if (until == now)
                known = now;
        }

        ulong Lost(int point, ulong until) => (ulong)losses.Count(loss => loss.Point == point && loss.Stamp <= until);
    }, iter: 2000);
}
