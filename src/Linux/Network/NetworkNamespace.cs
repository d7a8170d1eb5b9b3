using System.Runtime.ExceptionServices;
using Linux.Files;
using Linux.Native;

namespace Linux.Network;

/// <summary>A network namespace that is held open, and work inside of it.</summary>
/// <remarks>
/// It stays the same one whatever becomes of the name or the process it was opened by, and lives as long as this does.
/// setns(2) moves one thread, and a .NET process has several: so the work gets a thread of its own, which ends with it. Only calls made on
/// that very thread see the namespace; nothing in it may await or start tasks.
/// </remarks>
/// <param name="file">The namespace; becomes this one's to dispose.</param>
/// <param name="path">What it was opened by, to be named in messages.</param>
public sealed class NetworkNamespace(FileDescriptorHandle file, string path) : IDisposable
{
    private const string CurrentPath = "/proc/thread-self/ns/net";

    /// <summary>What it was opened by: it may lead elsewhere by now.</summary>
    public string Path { get; } = path;

    /// <summary>Its inode: ns.inum in the kernel's struct net, unique among living ones.</summary>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public ulong Inode => FileStatus.Of(file).Inode;

    /// <summary>Opens a namespace.</summary>
    /// <param name="path">A namespace file: /run/netns/x, /proc/1/ns/net.</param>
    /// <exception cref="SystemCallException">There is no such file, or it is not for us to open.</exception>
    public static NetworkNamespace Open(string path) =>
        new(FileIo.Open(path, OpenFlags.ReadOnly | OpenFlags.NonBlocking), path); // the path may be a FIFO's

    /// <summary>Runs <paramref name="work"/> in the namespace, and waits for it.</summary>
    /// <param name="work">Runs on a thread of its own; what it throws is thrown here.</param>
    /// <exception cref="SystemCallException">EPERM: that takes CAP_SYS_ADMIN, here and there. EINVAL: it is no network namespace.</exception>
    public T Run<T>(Func<T> work)
    {
        T result = default!;
        Run(() => { result = work(); });
        return result;
    }

    /// <inheritdoc cref="Run{T}(Func{T})"/>
    public void Run(Action work)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Enter();
                work();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        })
        { Name = $"netns {Path}", IsBackground = true };

        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    /// <summary>Opens the namespace that <paramref name="path"/> names, runs work in it once, and closes it.</summary>
    /// <inheritdoc cref="Run{T}(Func{T})"/>
    public static T Run<T>(string path, Func<T> work)
    {
        using var there = Open(path);
        return there.Run(work);
    }

    /// <inheritdoc cref="Run{T}(string, Func{T})"/>
    public static void Run(string path, Action work)
    {
        using var there = Open(path);
        there.Run(work);
    }

    /// <summary>
    /// The inode of the calling thread's network namespace: ns.inum in the kernel's struct net, unique among living ones.
    /// </summary>
    /// <exception cref="SystemCallException">/proc is not mounted.</exception>
    public static ulong CurrentInode() => FileStatus.Of(CurrentPath).Inode;

    /// <summary>Whether it is one, and not a namespace of another kind or something else altogether: NS_GET_NSTYPE, Linux 4.11.</summary>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public unsafe bool IsNetworkNamespace => LibC.Control(file, LibC.NS_GET_NSTYPE, null) == LibC.CLONE_NEWNET;

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private void Enter()
    {
        int result = LibC.SetNamespace(file, LibC.CLONE_NEWNET);
        Errno error = result < 0 ? Errno.Last : Errno.None;
        if (error.IsError)
            throw new SystemCallException($"setns {Path}", error);
    }
}
