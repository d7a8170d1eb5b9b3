using System.Runtime.ExceptionServices;
using Kernel.Tests.Support;

namespace Bench.Testbeds;

/// <summary>A network of its own with as many receivers as wanted, a CPU that sends and one for the tools. Gone when disposed.</summary>
internal sealed class Testbed : IDisposable
{
    private static readonly List<int> s_cpus = Cpus.Allowed();

    private static readonly int s_toolCpu = s_cpus[0];

    private readonly List<Receiver> _receivers = [];

    /// <summary>Sends, and runs what receives: frames on a veth pair are received where they are sent.</summary>
    public static int SenderCpu { get; } = s_cpus[^1];

    public TestNetwork Network { get; } = new();

    /// <summary>One more end of a veth pair without an XDP program. The first is the network's own pair.</summary>
    public Receiver AddReceiver()
    {
        var receiver = _receivers.Count == 0
            ? new Receiver(TestNetwork.Receiver, Network.ReceiverIndex, Network.SenderIndex)
            : AddPair($"rx{_receivers.Count}", $"tx{_receivers.Count}");
        _receivers.Add(receiver);
        return receiver;
    }

    /// <summary>Runs work in the network on the tools' CPU; processes that it starts stay there.</summary>
    public T OnToolCpu<T>(Func<T> work) => On(s_toolCpu, work);

    /// <summary>Runs work in the network on the CPU that sends.</summary>
    public T OnSenderCpu<T>(Func<T> work) => On(SenderCpu, work);

    /// <inheritdoc cref="OnSenderCpu{T}"/>
    public void OnSenderCpu(Action work) => OnSenderCpu(() =>
    {
        work();
        return true;
    });

    public void Dispose() => Network.Dispose();

    private Receiver AddPair(string receiver, string sender)
    {
        Network.Ip("link", "add", receiver, "type", "veth", "peer", "name", sender);
        Network.Ip("link", "set", receiver, "up");
        Network.Ip("link", "set", sender, "up");
        return new(receiver, Network.IndexOf(receiver), Network.IndexOf(sender));
    }

    private T On<T>(int cpu, Func<T> work)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        Cpus.Start(cpu, () =>
        {
            try
            {
                result = Network.Inside(() =>
                {
                    Priority.Raise();
                    return work();
                });
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
