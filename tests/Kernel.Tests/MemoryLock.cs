using System.Runtime.CompilerServices;
using Linux.Processes;

namespace Kernel.Tests;

/// <summary>Kernels before 5.11 charge all that the tests load to the memory-lock limit.</summary>
internal static class MemoryLock
{
    [ModuleInitializer]
    internal static void Raise() => MemoryLockLimit.TryRaise();
}
