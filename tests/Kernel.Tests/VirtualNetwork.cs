using System.Diagnostics;
using System.Globalization;
using Ebpf.Sys;

namespace Kernel.Tests;

/// <summary>A network namespace of a test's own with a pair of connected interfaces, "left" and "right"; gone when disposed.</summary>
internal sealed class VirtualNetwork : IDisposable
{
    private static int _count;

    private readonly string _name = $"test-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";

    internal VirtualNetwork(int queues = 1)
    {
        Ip("netns", "add", _name);
        string number = queues.ToString(CultureInfo.InvariantCulture);
        try
        {
            // No IPv6: its chatter would add packets to every count.
            NetworkNamespace.Run(Path, () => File.WriteAllText("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1"));
            Ip("-n", _name, "link", "add", "left", "numrxqueues", number, "numtxqueues", number, "type", "veth",
                "peer", "name", "right", "numrxqueues", number, "numtxqueues", number);
            Ip("-n", _name, "link", "set", "left", "up");
            Ip("-n", _name, "link", "set", "right", "up");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The namespace's file.</summary>
    internal string Path => $"/run/netns/{_name}";

    /// <summary>An interface's number within the namespace.</summary>
    internal int IndexOf(string name)
    {
        string line = Ip("-n", _name, "-o", "link", "show", "dev", name);
        return int.Parse(line.AsSpan(0, line.IndexOf(':', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
    }

    /// <summary>What `ip` says of an interface.</summary>
    internal string Show(string name) => Ip("-n", _name, "-o", "link", "show", "dev", name);

    internal T Run<T>(Func<T> work) => NetworkNamespace.Run(Path, work);

    internal string Ip(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("ip", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        string output = process.StandardOutput.ReadToEnd();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"ip {string.Join(' ', arguments)}: {errors}");
        return output;
    }

    public void Dispose() => Ip("netns", "delete", _name);
}
