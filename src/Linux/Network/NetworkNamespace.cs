using System.Runtime.ExceptionServices;
using Linux.Files;
using Linux.Native;

namespace Linux.Network;

/// <summary>Work inside another network namespace.</summary>
/// <remarks>
/// setns(2) moves one thread, and a .NET process has several: so the work gets a thread of its own, which ends with it. Only calls made on
/// that very thread see the namespace; nothing in it may await or start tasks.
/// </remarks>
public static class NetworkNamespace
{
    private const string CurrentPath = "/proc/thread-self/ns/net";

    /// <summary>Runs <paramref name="work"/> in the namespace that <paramref name="path"/> names, and waits for it.</summary>
    /// <param name="path">A namespace file: /run/netns/x, /proc/1/ns/net.</param>
    /// <param name="work">Runs on a thread of its own; what it throws is thrown here.</param>
    /// <exception cref="SystemCallException">There is no such namespace, or no CAP_SYS_ADMIN for it.</exception>
    public static T Run<T>(string path, Func<T> work)
    {
        T result = default!;
        Run(path, () => { result = work(); });
        return result;
    }

    /// <inheritdoc cref="Run{T}(string, Func{T})"/>
    public static void Run(string path, Action work)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Enter(path);
                work();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        })
        { Name = $"netns {path}", IsBackground = true };

        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    /// <summary>
    /// The inode of the calling thread's network namespace: ns.inum in the kernel's struct net, unique among living ones.
    /// </summary>
    /// <exception cref="SystemCallException">/proc is not mounted.</exception>
    public static ulong CurrentInode() => FileStatus.Of(CurrentPath).Inode;

    /// <summary>
    /// Whether an open file is a network namespace, and not one of another kind or something else altogether: NS_GET_NSTYPE, Linux 4.11.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The descriptor is closed.</exception>
    public static unsafe bool IsNamespace(FileDescriptorHandle file) => LibC.Control(file, LibC.NS_GET_NSTYPE, null) == LibC.CLONE_NEWNET;

    private static void Enter(string path)
    {
        using FileDescriptorHandle target = FileIo.Open(path, OpenFlags.ReadOnly);
        int result = LibC.SetNamespace(target, LibC.CLONE_NEWNET);
        Errno error = result < 0 ? Errno.Last : Errno.None;
        if (error.IsError)
            throw new SystemCallException($"setns {path}", error);
    }
}
