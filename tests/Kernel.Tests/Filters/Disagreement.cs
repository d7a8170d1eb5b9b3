using ClassicBpf;
using ClassicBpf.Tests.Support;
using Ebpf.Objects;

namespace Kernel.Tests.Filters;

/// <summary>A filter on which the kernel and libpcap differ, told with the least packet that shows it.</summary>
internal static class Disagreement
{
    private const int Longest = 70_000;

    /// <summary>Compares the answers of both for every packet of a set.</summary>
    /// <param name="name">The expression, or whatever tells the filter to a reader.</param>
    /// <param name="program">The filter.</param>
    /// <param name="packets">What is in <paramref name="set"/>.</param>
    /// <param name="set">The packets.</param>
    /// <returns>How many match.</returns>
    public static int Find(string name, ClassicProgram program, IReadOnlyList<Packet> packets, PacketSet set)
    {
        using var harness = Load(name, program, set);
        var ours = set.Judge(harness);
        var theirs = set.JudgeByLibpcap(program);
        if (ours.AsSpan().SequenceEqual(theirs))
            return ours.Count(answer => answer == 1);

        var wrong = Enumerable.Range(0, packets.Count).Where(i => ours[i] != theirs[i]).ToList();
        var least = Shrink(program, wrong.Select(i => packets[i]).MinBy(p => p.Bytes.Length)!);
        throw new InvalidOperationException(
            $"'{name}': the kernel and libpcap disagree on {wrong.Count} of {packets.Count} packets; the least:\n{least}\n"
            + $"libpcap: {Answer(program, least)}\n{program.ToListing()}");
    }

    private static FilterHarness Load(string name, ClassicProgram program, PacketSet set)
    {
        try
        {
            return new FilterHarness(program, set);
        }
        catch (BpfException exception)
        {
            throw new InvalidOperationException($"'{name}' is refused: {exception.Message}\n{program.ToListing()}", exception);
        }
    }

    /// <summary>Cuts the packet and zeroes its bytes as long as the two still disagree.</summary>
    private static Packet Shrink(ClassicProgram program, Packet packet)
    {
        using var set = new PacketSet(256, Math.Min(Longest, Math.Max(1, packet.Bytes.Length)) * 256);
        using var harness = new FilterHarness(program, set);
        for (var smaller = packet; smaller is not null;)
        {
            packet = smaller;
            smaller = null;
            foreach (var some in Smaller(packet).Chunk(set.Capacity))
            {
                set.Fill(some);
                var (ours, theirs) = (set.Judge(harness), set.JudgeByLibpcap(program));
                var first = Enumerable.Range(0, some.Length).FirstOrDefault(i => ours[i] != theirs[i], -1);
                if (first < 0)
                    continue;
                smaller = some[first];
                break;
            }
        }

        return packet;
    }

    private static IEnumerable<Packet> Smaller(Packet packet)
    {
        var bytes = packet.Bytes;
        for (var length = 0; length < bytes.Length; length++)
            yield return new(bytes[..length], packet.WireLength == bytes.Length ? length : packet.WireLength);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == 0)
                continue;
            var zeroed = (byte[])bytes.Clone();
            zeroed[i] = 0;
            yield return new(zeroed, packet.WireLength);
        }
    }

    private static string Answer(ClassicProgram program, Packet packet) =>
        LibPcap.Run([.. program.Instructions], packet.Bytes, (uint)packet.WireLength) != 0 ? "match" : "no match";
}
