using System.Globalization;
using System.Runtime.ExceptionServices;
using Kernel.Tests.Support;

namespace Bench.Testbeds;

/// <summary>A network of its own, a CPU that sends and one for the tool. Gone when disposed.</summary>
internal sealed class Testbed : IDisposable
{
    private static readonly List<int> s_cpus = Cpus.Allowed();

    /// <summary>Sends, and runs what receives: frames on a veth pair are received where they are sent.</summary>
    private static readonly int s_senderCpu = s_cpus[^1];

    private static readonly int s_toolCpu = s_cpus[0];

    public TestNetwork Network { get; } = new();

    /// <summary>Frames that have reached the receiver's XDP program.</summary>
    public long Received => Network.Inside(() =>
    {
        // Receiver: bytes packets …
        var line = File.ReadLines("/proc/thread-self/net/dev").Single(line => line.TrimStart().StartsWith($"{TestNetwork.Receiver}:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2], CultureInfo.InvariantCulture);
    });

    /// <summary>Runs work in the network on the tools' CPU; processes that it starts stay there.</summary>
    public T OnToolCpu<T>(Func<T> work) => On(s_toolCpu, work);

    /// <summary>Runs work in the network on the CPU that sends.</summary>
    public T OnSenderCpu<T>(Func<T> work) => On(s_senderCpu, work);

    public void Dispose() => Network.Dispose();

    private T On<T>(int cpu, Func<T> work)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        Cpus.Start(cpu, () =>
        {
            try
            {
                result = Network.Inside(work);
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        }).Join();
        failure?.Throw();
        return result;
    }
}
