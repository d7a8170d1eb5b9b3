using System.Buffers.Binary;
using Capture.Records;
using CsCheck;

namespace Capture.Tests.Rings;

public sealed class PacketIdTests
{
    [Fact]
    public void Entry_and_exit_of_a_packet_share_its_id()
    {
        using var bench = new MergeBench(rings: 1);
        var ring = bench.Rings[0];
        for (ulong packet = 1; packet <= 3; packet++)
        {
            ring.Enter(0xff00, new Seen(packet * 10, [1]));
            ring.Exit(0xff00, new Seen(packet * 10 + 1, [1]) { Point = 1, Verdict = 2 });
        }

        Assert.Equal([1ul, 1, 2, 2, 3, 3], bench.Collect().Select(record => record.Id));
    }

    [Fact]
    public void A_packet_nested_in_another_has_an_id_of_its_own()
    {
        using var bench = new MergeBench(rings: 1);
        var ring = bench.Rings[0];
        ring.Enter(0xaa, new Seen(10, [1]));
        ring.Enter(0xbb, new Seen(11, [2]));
        ring.Exit(0xbb, new Seen(12, [2]) { Point = 1 });
        ring.Enter(0xcc, new Seen(13, [3]));
        ring.Exit(0xcc, new Seen(14, [3]) { Point = 1 });
        ring.Exit(0xaa, new Seen(15, [1]) { Point = 1 });
        Assert.Equal([1ul, 2, 2, 3, 3, 1], bench.Collect().Select(record => record.Id));
    }

    [Fact]
    public void A_pair_keeps_its_id_when_a_round_ends_between_the_two()
    {
        using var bench = new MergeBench(rings: 2);
        bench.Rings[0].Enter(0xaa, new Seen(10, [1]));
        Assert.Equal([1ul], bench.Collect().Select(record => record.Id));
        bench.Rings[1].Enter(0xaa, new Seen(11, [2]));
        Assert.Equal([2ul], bench.Collect().Select(record => record.Id));
        bench.Rings[0].Exit(0xaa, new Seen(12, [1]) { Point = 1 });
        bench.Rings[1].Exit(0xaa, new Seen(13, [2]) { Point = 1 });
        Assert.Equal([1ul, 2], bench.Collect().Select(record => record.Id));
    }

    /// <summary>True enters a packet, false leaves the innermost; what cannot be is passed over.</summary>
    [Fact]
    public void However_packets_nest_on_several_cpus_ids_are_dense_and_pairs_match() =>
        Gen.Bool.Array[0, 40].Array[1, 4].Sample(scripts =>
        {
            using var bench = new MergeBench(scripts.Length);
            var stamp = 1ul;
            var open = scripts.Select(_ => new Stack<byte[]>()).ToArray();
            var packets = 0;
            for (var step = 0; step < scripts.Max(script => script.Length); step++)
            {
                for (var cpu = 0; cpu < scripts.Length; cpu++)
                {
                    if (step < scripts[cpu].Length)
                        Step(bench.Rings[cpu], open[cpu], scripts[cpu][step], ref packets, ref stamp);
                }
            }

            var merged = bench.Collect();
            var idOf = new Dictionary<int, ulong>();
            foreach (var record in merged)
            {
                var packet = BinaryPrimitives.ReadInt32LittleEndian(record.Data);
                if (idOf.TryAdd(packet, record.Id))
                    Assert.Equal((ulong)idOf.Count, record.Id);
                Assert.Equal(idOf[packet], record.Id);
            }

            Assert.Equal(packets, idOf.Count);
        });

    private static void Step(FakeRing ring, Stack<byte[]> open, bool enter, ref int packets, ref ulong stamp)
    {
        if (enter && open.Count < RingLayout.StackDepth)
        {
            var data = BitConverter.GetBytes(packets++);
            Assert.True(ring.Enter((ulong)open.Count + 1, new Seen(stamp++, data)));
            open.Push(data);
        }
        else if (!enter && open.TryPop(out var data))
        {
            Assert.True(ring.Exit((ulong)open.Count + 1, new Seen(stamp++, data) { Point = 1, Verdict = 2 }));
        }
    }
}
