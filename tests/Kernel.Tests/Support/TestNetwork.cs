using System.Diagnostics;
using System.Globalization;
using Linux.Network;

namespace Kernel.Tests.Support;

/// <summary>
/// A network namespace of its own with a veth pair: frames sent out of <see cref="Sender"/> arrive at <see cref="Receiver"/>,
/// where XDP programs go. Gone when disposed. IPv6 is off, so that nothing but the test's frames is on the wire.
/// </summary>
internal sealed class TestNetwork : IDisposable
{
    public const string Receiver = "rx0", Sender = "tx0";

    private static int s_count;

    public TestNetwork(int queues = 1, int? receiverIndex = null, int mtu = 1500)
    {
        Name = $"xdpdump-test-{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}";
        Shell("ip", "netns", "add", Name);
        try
        {
            Inside(() =>
            {
                File.WriteAllText("/proc/sys/net/ipv6/conf/all/disable_ipv6", "1");
                File.WriteAllText("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
            });
            string[] queueWords = ["numrxqueues", $"{queues}", "numtxqueues", $"{queues}"];
            string[] index = receiverIndex is { } wanted ? ["index", $"{wanted}"] : [];
            Ip(["link", "add", Receiver, .. index, .. queueWords, "type", "veth", "peer", "name", Sender, .. queueWords]);
            Ip("link", "set", Receiver, "mtu", $"{mtu}", "up");
            Ip("link", "set", Sender, "mtu", $"{mtu}", "up");
            ReceiverIndex = IndexOf(Receiver);
            SenderIndex = IndexOf(Sender);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Name { get; }

    /// <summary>What setns takes.</summary>
    public string Path => $"/run/netns/{Name}";

    public int ReceiverIndex { get; }

    public int SenderIndex { get; }

    /// <summary>Runs ip(8) in the namespace.</summary>
    public string Ip(params string[] words) => Shell("ip", ["-n", Name, .. words]);

    /// <summary>Runs work on a thread of this namespace.</summary>
    public T Inside<T>(Func<T> work) => NetworkNamespace.Run(Path, () =>
    {
        Cpus.Stay();
        return work();
    });

    /// <inheritdoc cref="Inside{T}"/>
    public void Inside(Action work) => NetworkNamespace.Run(Path, () =>
    {
        Cpus.Stay();
        work();
    });

    /// <summary>What ip(8) says of an interface.</summary>
    public string Show(string name) => Ip("-o", "link", "show", "dev", name);

    /// <summary>An interface's ifindex, by ip(8) and not by our own code.</summary>
    public int IndexOf(string name)
    {
        var line = Show(name);
        return int.Parse(line.AsSpan(0, line.IndexOf(':', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
    }

    public NetworkInterface Interface(string name) =>
        Inside(() => NetworkInterfaces.Find(name)) ?? throw new InvalidOperationException($"no interface {name} in {Name}");

    public void Dispose() => Shell("ip", "netns", "delete", Name);

    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has its words.</exception>
    public static string Shell(string command, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(command, words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{command} {string.Join(' ', words)}: status {process.ExitCode}: {errors.Result}");
    }
}
