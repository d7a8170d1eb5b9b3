using System.Diagnostics;
using ClassicBpf;
using ClassicBpf.Interpretation;
using ClassicBpf.Tests.Support;
using ClassicBpf.Translation;
using CsCheck;

namespace Kernel.Tests.Filters;

/// <summary>Translated filters in the kernel and libpcap's own pcap_offline_filter, packet by packet.</summary>
public sealed class EquivalenceTests(EquivalenceTests.Packet20000 fixture) : IClassFixture<EquivalenceTests.Packet20000>
{
    [Fact]
    public void Every_expression_judges_every_packet_as_libpcap_does()
    {
        var watch = Stopwatch.StartNew();
        var programs = 0;
        var never = new List<string>();
        foreach (var expression in Expressions.All)
        {
            // Unoptimised it is another program with the same answers: more of the machine is used.
            foreach (var optimize in new[] { true, false })
            {
                var instructions = LibPcap.Compile(expression, optimize, out var error);
                Assert.True(instructions is not null, $"'{expression}': {error}");
                var program = new ClassicProgram([.. instructions]);
                Assert.False(PacketSet.ReadsUnwrittenMemory(program), expression);
                if (Disagreement.Find(expression, program, fixture.Packets, fixture.Set) == 0 && optimize)
                    never.Add(expression);
                programs++;
            }
        }

        Report($"{Expressions.All.Count} expressions as {programs} programs, {fixture.Packets.Count} packets: "
            + $"{(long)programs * fixture.Packets.Count} evaluations on each side, {watch.Elapsed.TotalSeconds:0.0} s; "
            + $"{never.Count} expressions match nothing: {string.Join(" | ", never)}");
        Assert.InRange(fixture.Packets.Count, 20_000, int.MaxValue);
        Assert.InRange(never.Count, 0, Expressions.All.Count / 10);
    }

    [Fact]
    public void Combined_expressions_judge_every_packet_as_libpcap_does()
    {
        var judged = 0;
        Combinations.Sample(expression =>
        {
            // Some make no sense, such as "ip and arp": libpcap says so.
            if (LibPcap.Compile(expression, optimize: true, out _) is not { } instructions)
                return;
            Disagreement.Find(expression, new ClassicProgram([.. instructions]), fixture.Packets, fixture.Set);
            judged++;
        }, iter: 200, threads: 1);
        Report($"{judged} combinations of expressions");
        Assert.InRange(judged, 100, 200);
    }

    [Fact]
    public void Any_program_gives_the_answers_of_the_interpreter()
    {
        using var set = new PacketSet(64, 1 << 20);
        var matches = 0;
        Gen.Select(ClassicPrograms.Any, Packets.Any.Array[1, 64], Gen.OneOfConst(FilterLimits.Unspilled, 0), Gen.OneOfConst(s_frames))
            .Sample((instructions, packets, unspilled, frame) =>
        {
            var program = new ClassicProgram([.. instructions]);
            set.Fill(packets);
            using var harness = new FilterHarness(program, set, unspilled, frame);
            var answers = set.Judge(harness);
            for (var i = 0; i < packets.Length; i++)
            {
                var expected = ClassicInterpreter.Run(instructions, packets[i].Bytes, (uint)packets[i].WireLength) != 0;
                matches += expected ? 1 : 0;
                Assert.True(answers[i] == (expected ? 1 : 0), $"{packets[i]}: {answers[i]}, expected {expected}\n{program.ToListing()}");
            }
        }, iter: 2000, threads: 1, print: sample => new ClassicProgram([.. sample.Item1]).ToListing());
        Report($"2000 random programs, {matches} matches");
        Assert.InRange(matches, 1000, int.MaxValue);
    }

    /// <summary>With memory behind the packet that spares indirect loads a check, and without.</summary>
    private static readonly FilterFrame[] s_frames =
        [FilterHarness.Frame, FilterHarness.Frame with { Longest = 250_000 }, FilterHarness.Frame with { Readable = PacketSet.Longest }];

    /// <summary>Up to four expressions with and, or, not between them. What comes first counts for later ones, as vlan does.</summary>
    private static readonly Gen<string> Combinations = Gen.Select(
        Gen.OneOfConst([.. Expressions.All.Where(e => e.Length is > 0 and < 100)]).Array[2, 4],
        Gen.OneOfConst("and", "or", "and not", "or not").Array[3], Gen.Bool, (parts, words, nested) =>
        {
            var text = $"({parts[0]})";
            for (var i = 1; i < parts.Length; i++)
                text = nested ? $"({text} {words[i - 1]} ({parts[i]}))" : $"{text} {words[i - 1]} ({parts[i]})";
            return text;
        });

    private static void Report(string text) => TestContext.Current.TestOutputHelper!.WriteLine(text);

    /// <summary>The packets, made once.</summary>
    public sealed class Packet20000 : IDisposable
    {
        public Packet20000()
        {
            var recorded = RecordedTraffic.Record();
            Assert.InRange(recorded.Count, 50, 10_000);
            var some = Generated(60, ClassicBpf.Tests.Support.Packets.Frames.Select(f => new Packet(f, f.Length)));
            Packets =
            [
                .. recorded,
                .. RecordedTraffic.Random(2000),
                .. Generated(10_000, ClassicBpf.Tests.Support.Packets.Any),
                .. Generated(2000, ClassicBpf.Tests.Support.Packets.Noise()),
                .. some.Concat(recorded.DistinctBy(p => p.Bytes.Length)).SelectMany(Truncated),
                .. Long(),
            ];
            Set = new PacketSet(Packets);
        }

        private static readonly int[] s_lengths = [9014, 40001, 65535, 65536, 65539, 70001, 262144];

        internal IReadOnlyList<Packet> Packets { get; }

        internal PacketSet Set { get; }

        public void Dispose() => Set.Dispose();

        private static Packet[] Generated(int count, Gen<Packet> packets) => packets.Array[count].Single();

        /// <summary>Cut at every length from 0, up to what headers take.</summary>
        private static IEnumerable<Packet> Truncated(Packet packet) =>
            Enumerable.Range(0, Math.Min(packet.Bytes.Length, 160)).Select(length => new Packet(packet.Bytes[..length], packet.WireLength));

        /// <summary>As long as a filter can look.</summary>
        private static IEnumerable<Packet> Long() => s_lengths.Select(length =>
        {
            var bytes = new byte[length];
            bytes[12] = 8;
            bytes[14] = 0x45;
            return new Packet(bytes, length);
        });
    }
}
