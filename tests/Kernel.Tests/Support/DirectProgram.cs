using System.Globalization;
using System.Text.Json;
using Linux.Network;

namespace Kernel.Tests.Support;

/// <summary>
/// A sample on an interface by itself, without a dispatcher, as bpftool puts it there: natively, too, where freplace is refused. All
/// of the object's programs are loaded and stay pinned meanwhile, so that tail calls find theirs; one of them is attached.
/// </summary>
internal sealed class DirectProgram : IDisposable
{
    private static int s_count;

    private readonly TestNetwork _network;
    private readonly string _folder = $"/sys/fs/bpf/xdpdump-test-{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}";
    private readonly string _modeWord;
    private readonly string _interface;

    private DirectProgram(TestNetwork network, string interfaceName, string function, XdpMode mode)
    {
        _network = network;
        _interface = interfaceName;
        _modeWord = mode == XdpMode.Generic ? "xdpgeneric" : "xdpdrv";
        Name = function;
    }

    /// <summary>The attached function's name.</summary>
    public string Name { get; }

    /// <summary>The attached program's id.</summary>
    public uint Id { get; private set; }

    /// <summary>The name for xdpdump's -p that is never ambiguous.</summary>
    public string NameAtId => $"{Name}@{Id}";

    /// <summary>Loads a sample and attaches the program of this function, on the receiver.</summary>
    public static DirectProgram Attach(TestNetwork network, string sample, string function, XdpMode mode = XdpMode.Native) =>
        AttachTo(network, TestNetwork.Receiver, sample, function, mode);

    /// <summary>Loads a sample and attaches the program of this function, on any interface.</summary>
    public static DirectProgram AttachTo(TestNetwork network, string interfaceName, string sample, string function, XdpMode mode)
    {
        var program = new DirectProgram(network, interfaceName, function, mode);
        try
        {
            program.Load(SamplePrograms.PathOf(sample));
            return program;
        }
        catch
        {
            program.RemovePins();
            throw;
        }
    }

    public void Dispose()
    {
        Bpftool("net", "detach", _modeWord, "dev", _interface);
        RemovePins();
    }

    private void Load(string path)
    {
        Bpftool("prog", "loadall", path, _folder, "type", "xdp", "pinmaps", $"{_folder}/maps");
        // The kernel keeps 15 characters of the name, the pin has it whole.
        using var shown = JsonDocument.Parse(Bpftool("--json", "prog", "show", "pinned", $"{_folder}/{Name}"));
        Id = uint.Parse(shown.RootElement.GetProperty("id").GetRawText(), CultureInfo.InvariantCulture);
        Bpftool("net", "attach", _modeWord, "id", $"{Id}", "dev", _interface);
    }

    private void RemovePins()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private string Bpftool(params string[] words) => TestNetwork.Shell("nsenter", [$"--net={_network.Path}", "bpftool", .. words]);
}
