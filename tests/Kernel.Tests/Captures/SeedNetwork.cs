using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>
/// An interface with xdp-filter on it, as in the article that this tool began with, and a capture file of what came in there. Set
/// up when it is first asked for, since a kernel may refuse it.
/// </summary>
public sealed class SeedNetwork : IDisposable
{
    /// <summary>Ports that packets of the file go to: through the filter, and into it.</summary>
    internal const int AllowedPort = 9000, DeniedPort = 9009;

    /// <summary>Packets of the file of each kind. Each is of a flow of its own, so that they spread over the queues.</summary>
    internal const int Allowed = 40, Denied = 8;

    private const int Queues = 3;

    private readonly Lazy<(TestNetwork Network, XdpFilter Filter)> _setUp = new(SetUp);
    private readonly Lazy<TracedFile> _file;

    public SeedNetwork() => _file = new(Capture);

    internal TestNetwork Network => _setUp.Value.Network;

    /// <summary>Entry and exit of all packets.</summary>
    internal TracedFile File => _file.Value;

    /// <summary>The filter as xdp-loader tells of it: the dispatcher and its only program.</summary>
    internal (LoadedProgram Dispatcher, LoadedProgram Filter) Programs
    {
        get
        {
            var programs = LoadedProgram.On(Network, TestNetwork.Receiver);
            return (programs[0], programs[1]);
        }
    }

    public void Dispose()
    {
        if (_file.IsValueCreated)
            _file.Value.Dispose();
        if (!_setUp.IsValueCreated)
            return;
        _setUp.Value.Filter.Dispose();
        _setUp.Value.Network.Dispose();
    }

    private static (TestNetwork, XdpFilter) SetUp()
    {
        var network = new TestNetwork(Queues);
        try
        {
            var filter = XdpFilter.Load(network); // natively, unlike there: in skb mode veth has the queues mixed up
            filter.DenyPort(DeniedPort);
            return (network, filter);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private TracedFile Capture()
    {
        var file = new TracedFile();
        var frames = Enumerable.Range(0, Allowed).Select(flow => Frames.Udp(40000 + flow, AllowedPort))
            .Concat(Enumerable.Range(0, Denied).Select(flow => Frames.Udp(50000 + flow, DeniedPort)));
        using var tool = Dispatching.CaptureFile(
            Network, file, 2 * (Allowed + Denied), () => FrameSender.Send(Network, frames),
            "-i", TestNetwork.Receiver, "--rx-capture", "entry,exit");
        return file;
    }
}
