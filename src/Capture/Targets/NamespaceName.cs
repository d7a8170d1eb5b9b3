using Capture.Reasons;
using Linux;
using Linux.Files;
using Linux.Network;

namespace Capture.Targets;

/// <summary>A network namespace as a user names it: by name (ip-netns(8)), by path, or by a process in it.</summary>
public static class NamespaceName
{
    /// <summary>Where ip-netns(8) keeps names, each a file that the namespace is mounted on.</summary>
    private const string Folder = "/run/netns";

    /// <summary>
    /// Finds the namespace: what contains a slash is a path; else a name of ip-netns(8); else, where it is all digits, a process id.
    /// </summary>
    /// <returns>A path that <see cref="NetworkNamespace.Run(string, Action)"/> takes; it was a network namespace a moment ago.</returns>
    /// <exception cref="CaptureException">There is no such namespace, it may not be opened, or it is something else.</exception>
    public static string Resolve(string name)
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
            // Not blocking: the path may be a FIFO's.
            using var file = FileIo.Open(path, OpenFlags.ReadOnly | OpenFlags.NonBlocking);
            return NetworkNamespace.IsNamespace(file) ? path : throw new CaptureException(new NotANamespace(path));
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
