using Capture.Attachment;
using Capture.Targets;
using Ebpf.Xdp;

namespace Capture;

/// <summary>One interface of a capture and what is hooked in on it.</summary>
internal sealed class InterfaceCapture : IDisposable
{
    private readonly SetupInputs _inputs;

    private InterfaceCapture(NetworkInterface on, SetupInputs inputs, ICaptureSetup setup) =>
        (Interface, _inputs, Setup) = (on, inputs, setup);

    /// <summary>The interface as it was last looked at.</summary>
    public NetworkInterface Interface { get; private set; }

    /// <summary>What captures there now; null while nothing does.</summary>
    public ICaptureSetup? Setup { get; private set; }

    /// <summary>Finds the interface's XDP programs and loads what captures at them; where there is none, our own.</summary>
    /// <exception cref="CaptureException">It cannot be had; the message says why.</exception>
    public static InterfaceCapture Open(NetworkInterface on, SetupInputs inputs) =>
        new(on, inputs, on.Attachments.Count > 0 ? Trace(on, inputs) : OwnProgramSetup.Load(on, inputs));

    /// <summary>Takes over what the kernel skipped at hooks that are about to go.</summary>
    public void KeepSkipped()
    {
        foreach (var hook in Setup?.Hooks ?? [])
        {
            if (hook.Point is { } point)
                _inputs.Points.AddSkipped(point, hook.RecursionMisses);
        }
    }

    public void Dispose() => Setup?.Dispose();

    private static TraceSetup Trace(NetworkInterface on, SetupInputs inputs) =>
        TraceSetup.Load(TargetDiscovery.Plan(on, inputs.Options.ProgramNames), inputs);
}
