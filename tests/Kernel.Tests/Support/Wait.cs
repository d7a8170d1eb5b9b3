using System.Diagnostics;

namespace Kernel.Tests.Support;

/// <summary>Waits for what the kernel or another process does in its own time.</summary>
internal static class Wait
{
    /// <summary>Fails, saying what was waited for, when that takes a minute.</summary>
    public static void Until(Func<bool> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), $"waited for {what}");
            Thread.Sleep(5);
        }
    }
}
