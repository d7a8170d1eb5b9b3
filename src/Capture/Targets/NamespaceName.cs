using Capture.Reasons;
using Ebpf.Features;
using Linux;
using Linux.Files;
using Linux.Network;
using Linux.Processes;

namespace Capture.Targets;

/// <summary>A network namespace as a user names it: by name (ip-netns(8)), by path, or by a process in it.</summary>
public static class NamespaceName
{
    /// <summary>Where ip-netns(8) keeps names, each a file that the namespace is mounted on.</summary>
    private const string Folder = "/run/netns";

    /// <summary>
    /// Opens the namespace: what contains a slash is a path; else a name of ip-netns(8); else, where it is all digits, a process id. It is
    /// looked for once: what becomes of that path, that name or that process later makes no difference.
    /// </summary>
    /// <returns>A network namespace that may be entered; the caller's to dispose.</returns>
    /// <exception cref="CaptureException">There is no such namespace, it may not be opened or entered, or it is something else.</exception>
    public static NetworkNamespace Open(string name)
    {
        var there = OpenFile(name);
        try
        {
            if (!there.IsNetworkNamespace)
                throw new CaptureException(new NotANamespace(there.Path));
            Enter(there);
            return there;
        }
        catch
        {
            there.Dispose();
            throw;
        }
    }

    private static NetworkNamespace OpenFile(string name)
    {
        string path;
        if (name.Contains('/', StringComparison.Ordinal))
            path = name;
        else if (IsKnown(name))
            path = $"{Folder}/{name}";
        else if (IsNumber(name))
            path = $"/proc/{name}/ns/net";
        else
            throw new CaptureException(new UnknownNamespace(name, Known()));

        try
        {
            return NetworkNamespace.Open(path);
        }
        catch (SystemCallException e) when (e.Errno == Errno.ENOENT)
        {
            throw IsNumber(name) ? new CaptureException(new NoSuchProcess(name)) : new CaptureException(new UnknownNamespace(name, Known()));
        }
        catch (SystemCallException e)
        {
            throw new CaptureException(new NamespaceNotReadable(path, e.Errno), cause: e);
        }
    }

    /// <summary>To open it is one thing, to enter it another: better known now than later.</summary>
    private static void Enter(NetworkNamespace there)
    {
        try
        {
            there.Run(() => { });
        }
        catch (SystemCallException e) when (e.Errno == Errno.EPERM)
        {
            var purpose = new EnterNamespace(there.Path);
            throw new CaptureException(
                Denials.OfNetwork(Capability.SysAdmin, purpose, HostPrivileges.Real) ?? new PolicyForbids(purpose), cause: e);
        }
    }

    /// <summary>Whether there is such a name; asked of this one alone, which takes no leave to list them all.</summary>
    /// <exception cref="CaptureException">It cannot be told: taken for none, a number would lead to some process's namespace.</exception>
    private static bool IsKnown(string name)
    {
        if (name is "" or "." or "..")
            return false;
        var path = $"{Folder}/{name}";
        try
        {
            FileStatus.Of(path);
            return true;
        }
        catch (SystemCallException e) when (e.Errno == Errno.ENOENT || e.Errno == Errno.ENOTDIR || e.Errno == Errno.ENAMETOOLONG)
        {
            return false;
        }
        catch (SystemCallException e)
        {
            throw new CaptureException(new NamespaceNotReadable(path, e.Errno), cause: e);
        }
    }

    /// <summary>The names that ip-netns(8) lists, sorted; null where they cannot be listed.</summary>
    public static IReadOnlyList<string>? Known()
    {
        try
        {
            return [.. Directory.EnumerateFiles(Folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            return []; // no namespace was ever given a name
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsNumber(string name) => name.Length > 0 && name.All(char.IsAsciiDigit);
}
