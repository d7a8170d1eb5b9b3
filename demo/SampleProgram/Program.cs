using System.Runtime.InteropServices;
using Ebpf.Objects;
using Linux;
using Linux.Network;
using Linux.Processes;
using SampleProgram;

if (args is not [var interfaceName])
{
    Console.Error.WriteLine("Usage: xdp-sample INTERFACE");
    return 2;
}

try
{
    var target = NetworkInterfaces.Find(interfaceName);
    if (target is null)
    {
        Console.Error.WriteLine($"xdp-sample: there is no interface {interfaceName}");
        return 1;
    }

    using var stopped = new ManualResetEventSlim();
    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        stopped.Set();
    }

    // Registered before anything is attached, so that whenever a signal comes the end is the same.
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

    MemoryLockLimit.TryRaise();
    using var program = BpfProgram.Load(SamplePolicy.Create(), new Dictionary<string, BpfMap>());
    using var link = BpfLink.AttachXdp(program, target.Index, XdpMode.Native);
    Console.WriteLine($"{SamplePolicy.FunctionName} is attached to {target.Name}");
    stopped.Wait();
    return 0;
}
catch (SystemCallException failure)
{
    Console.Error.WriteLine($"xdp-sample: {failure.Message}");
    return 1;
}
