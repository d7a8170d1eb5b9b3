namespace Kernel.Tests.Support;

/// <summary>A network with many veth pairs: what is sent out of one's sender arrives at its receiver.</summary>
internal sealed class ManyPairs : IDisposable
{
    private readonly int[] _senders;

    public ManyPairs(int count, int? firstIndex = null)
    {
        Network = new TestNetwork(receiverIndex: firstIndex);
        Receivers = [TestNetwork.Receiver, .. Enumerable.Range(1, count - 1).Select(at => $"rx{at}")];
        var commands = Path.GetTempFileName();
        try
        {
            // One process for all: emulated, a hundred take long.
            File.WriteAllLines(commands, Enumerable.Range(1, count - 1).SelectMany(at => (string[])[
                $"link add rx{at} type veth peer name tx{at}", $"link set rx{at} up", $"link set tx{at} up"]));
            Network.Ip("-batch", commands);
            _senders = [.. Enumerable.Range(0, count).Select(at => Network.Interface($"tx{at}").Index)];
        }
        catch
        {
            Network.Dispose();
            throw;
        }
        finally
        {
            File.Delete(commands);
        }
    }

    public TestNetwork Network { get; }

    /// <summary>Names of the receivers, rx0 first.</summary>
    public IReadOnlyList<string> Receivers { get; }

    /// <summary>All receivers, as -i takes them.</summary>
    public string All => string.Join(',', Receivers);

    /// <summary>A program that all receivers run.</summary>
    public TargetProgram Attach(TargetSpec? spec = null)
    {
        var target = new TargetProgram(spec ?? new TargetSpec { Action = 1 });
        foreach (var receiver in Receivers)
            target.Attach(Network, receiver);
        return target;
    }

    /// <summary>Sends frames to one of the receivers.</summary>
    public void Send(int to, params IEnumerable<byte[]> frames) => FrameSender.SendFrom(Network, _senders[to], frames);

    public void Dispose() => Network.Dispose();
}
