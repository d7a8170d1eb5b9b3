using Linux.Network;

namespace Kernel.Tests.Support;

/// <summary>
/// Sample programs behind libxdp's dispatcher, as Debian's xdp-loader puts them on an interface. Unloaded when disposed: their
/// pins under /sys/fs/bpf/xdp would outlive the test's namespace. Where the kernel refuses freplace (<see cref="Requires.Freplace"/>)
/// a single program is loaded without a dispatcher, and several are not.
/// </summary>
/// <remarks>Programs of one priority run in the order of their names, whatever the order they were loaded in.</remarks>
internal sealed class XdpLoader : IDisposable
{
    private readonly TestNetwork _network;
    private readonly string _interface;
    private readonly XdpMode _mode;

    private XdpLoader(TestNetwork network, string interfaceName, XdpMode mode) =>
        (_network, _interface, _mode) = (network, interfaceName, mode);

    /// <summary>The interface's own program, and the chain behind it in its order.</summary>
    public List<LoadedProgram> Programs => LoadedProgram.On(_network, _interface);

    /// <summary>The dispatcher, which every load replaces by another one.</summary>
    public LoadedProgram Dispatcher => Programs[0];

    /// <summary>The programs behind the dispatcher, in their order.</summary>
    public List<LoadedProgram> Components => Programs[1..];

    /// <summary>Loads samples natively on the network's receiver.</summary>
    public static XdpLoader Load(TestNetwork network, params string[] samples) =>
        LoadOn(network, TestNetwork.Receiver, XdpMode.Native, samples);

    /// <summary>Loads samples on any interface of the network, in any mode.</summary>
    public static XdpLoader LoadOn(TestNetwork network, string interfaceName, XdpMode mode, params string[] samples)
    {
        var loader = new XdpLoader(network, interfaceName, mode);
        loader.Add(samples);
        return loader;
    }

    /// <summary>Loads more samples: behind the dispatcher that is there, or as the interface's first.</summary>
    public void Add(params string[] samples) => AddWith([], samples);

    /// <summary>Loads one of an object's programs by its function's name, where <see cref="Add"/> takes the first.</summary>
    public void AddFunction(string sample, string function) => AddWith(["--prog-name", function], sample);

    /// <summary>Loads samples with a priority and chain-call actions other than their own, such as "XDP_PASS,XDP_DROP".</summary>
    public void AddAt(int priority, string chainActions, params string[] samples) =>
        AddWith(["--prio", $"{priority}", "--actions", chainActions], samples);

    /// <summary>Unloads one program of the chain.</summary>
    public void Remove(uint id) => Run("unload", _interface, "--id", $"{id}");

    /// <summary>The id of the program with this name; the name must be that of one program.</summary>
    public uint IdOf(string name) => Programs.Single(program => program.Name == name).Id;

    public void Dispose()
    {
        if (Programs.Count > 0)
            Run("unload", _interface, "--all");
    }

    private void AddWith(string[] options, params string[] samples) =>
        Run(["load", "--mode", Word(_mode), .. options, _interface, .. samples.Select(SamplePrograms.PathOf)]);

    private static string Word(XdpMode mode) => mode switch
    {
        XdpMode.Native => "native",
        XdpMode.Generic => "skb",
        XdpMode.Offloaded => "hw",
        _ => "unspecified",
    };

    private void Run(params string[] words) => TestNetwork.Shell("nsenter", [$"--net={_network.Path}", "xdp-loader", .. words]);
}
