using Linux.Network;

namespace Kernel.Tests.Support;

/// <summary>
/// A test on a network of its own, which is gone after it together with its files: what is sent arrives at the receiver, where programs
/// go and where the tool captures.
/// </summary>
public abstract class NetworkTest : IDisposable
{
    private protected const string Receiver = TestNetwork.Receiver, Sender = TestNetwork.Sender;

    // Made when first asked for: a test that its constructor skips is never disposed, and would leave them behind.
    private readonly Lazy<TemporaryFolder> _folder = new(() => new TemporaryFolder());
    private Lazy<TestNetwork> _network = new(() => new TestNetwork());

    private protected TestNetwork Network => _network.Value;

    private protected TemporaryFolder Folder => _folder.Value;

    /// <summary>Makes the network now, for what has to find it there already, or in another shape than the usual.</summary>
    private protected void MakeNetwork(int queues = 1, int? receiverIndex = null, int mtu = 1500)
    {
        Assert.False(_network.IsValueCreated, "the network is there already");
        _network = new(new TestNetwork(queues, receiverIndex, mtu));
    }

    /// <summary>Loads a program that counts, and attaches it to the receiver.</summary>
    private protected TargetProgram Attach(TargetSpec? spec = null, XdpMode mode = XdpMode.Native) => TargetProgram.On(Network, spec, mode);

    /// <summary>Adds another veth pair, which is up.</summary>
    /// <returns>The sender's ifindex.</returns>
    private protected int AddPair(string receiver, string sender)
    {
        Network.Ip("link", "add", receiver, "type", "veth", "peer", "name", sender);
        Network.Ip("link", "set", receiver, "up");
        Network.Ip("link", "set", sender, "up");
        return Network.IndexOf(sender);
    }

    /// <summary>Sends frames to the receiver, one by one.</summary>
    private protected void Send(params IEnumerable<byte[]> frames) => FrameSender.Send(Network, frames);

    /// <summary>Sends frames until a tool has enough of them and ends: where it cannot say when it begins, or whether.</summary>
    private protected void SendUntilTheEndOf(XdpdumpProcess tool)
    {
        Wait.Until(() =>
        {
            Send(Frames.Plain(60));
            return tool.HasExited;
        }, "the end");
        tool.WaitForExit();
    }

    /// <summary>Sends frames out of another interface.</summary>
    private protected void SendFrom(int interfaceIndex, params IEnumerable<byte[]> frames) =>
        FrameSender.SendFrom(Network, interfaceIndex, frames);

    /// <summary>Sends a frame to the receiver many times, as fast as can be: from Linux 5.18 on.</summary>
    private protected void SendLive(byte[] frame, uint count) => FrameSender.SendLive(Network, frame, count);

    /// <summary>Starts the tool in the network and waits until it is capturing.</summary>
    private protected XdpdumpProcess StartCapturing(params string[] words) => XdpdumpProcess.StartCapturing(Network, words);

    /// <summary>Starts the tool in the network by a shell line, in which $XDPDUMP is the tool.</summary>
    private protected XdpdumpProcess StartShell(string line) => XdpdumpProcess.StartShell(Network, line);

    /// <summary>Runs the tool in the network to its end.</summary>
    private protected XdpdumpProcess RunToEnd(params string[] words) => XdpdumpProcess.RunToEnd(Network, words);

    /// <summary>Removes the network, with all that is attached in it, and the files.</summary>
    public virtual void Dispose()
    {
        GC.SuppressFinalize(this);
        if (_network.IsValueCreated)
            _network.Value.Dispose();
        if (_folder.IsValueCreated)
            _folder.Value.Dispose();
    }
}
