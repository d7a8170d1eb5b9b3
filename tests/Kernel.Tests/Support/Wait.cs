using System.Diagnostics;

namespace Kernel.Tests.Support;

/// <summary>Waits for what the kernel or another process does in its own time.</summary>
/// <remarks>
/// That is also what becomes of a closed descriptor: a child that another test is just starting has all of them until it is another
/// program, and an attachment ends with the last one.
/// </remarks>
internal static class Wait
{
    /// <summary>So long that what takes longer will never come, however slow and busy an emulated machine is.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Fails, saying what was waited for, when it does not come.</summary>
    public static void Until(Func<bool> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(waited.Elapsed < Patience, $"waited for {what}");
            Thread.Sleep(5);
        }
    }
}
