using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Capture.Tests.Output;

/// <summary>What somebody else does in a folder, and work as somebody else. Takes root.</summary>
internal static partial class OtherUser
{
    public const uint Id = 12345, ThirdId = 23456;

    public static void Needed() => Assert.SkipUnless(EffectiveId() == 0, "This takes root: files of other users are made.");

    public static void Owns(string path, uint user = Id) => Run("chown", "-h", $"{user}:{user}", path);

    public static void SetMode(string path, int bits) => Run("chmod", Convert.ToString(bits, 8), path);

    public static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>Runs work on a thread that is the other user's: the system call, unlike the C library's function, means the thread.</summary>
    public static void Does(Action work)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                nint setUser = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 147 : 117; // setresuid
                if (SystemCall(setUser, -1, (nint)Id, -1) != 0)
                    throw new InvalidOperationException($"setresuid: errno {Marshal.GetLastPInvokeError()}");
                work();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    [LibraryImport("libc", EntryPoint = "geteuid", SetLastError = true)]
    private static partial uint EffectiveId();

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint real, nint effective, nint saved);
}
