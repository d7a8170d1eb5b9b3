using System.Globalization;

namespace Bench.Testbeds;

/// <summary>An interface of a testbed that packets arrive at, and the other end of its veth pair.</summary>
/// <param name="Name">What a tool captures on.</param>
/// <param name="Index">Its ifindex.</param>
/// <param name="SenderIndex">That of the end which frames go out of.</param>
internal sealed record Receiver(string Name, int Index, int SenderIndex)
{
    /// <summary>Frames that have reached its XDP program; to be asked on a thread of the testbed.</summary>
    public long Received
    {
        get
        {
            // Receiver: bytes packets …
            var line = File.ReadLines("/proc/thread-self/net/dev").Single(line => line.TrimStart().StartsWith($"{Name}:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2], CultureInfo.InvariantCulture);
        }
    }
}
