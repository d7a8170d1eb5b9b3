using System.Runtime.InteropServices;
using Capture.Emission;

namespace Capture.Hooks;

/// <summary>The processor of this machine, which the programs loaded into its kernel run on.</summary>
internal static class RunningProcessor
{
    public static TargetProcessor Kind =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64 ? TargetProcessor.X64 : TargetProcessor.Arm64;
}
