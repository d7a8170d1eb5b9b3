namespace Kernel.Tests.Support;

/// <summary>A folder for a test's files, gone when disposed.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private bool _isMounted;

    public string Path { get; } = Directory.CreateTempSubdirectory("xdpdump-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Makes it a disk of its own, which is full soon.</summary>
    /// <param name="size">As mount(8) takes it, such as 64k.</param>
    public void MakeSmallDisk(string size)
    {
        TestNetwork.Shell("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", Path);
        _isMounted = true;
    }

    public void Dispose()
    {
        if (_isMounted)
            TestNetwork.Shell("umount", Path);
        Directory.Delete(Path, recursive: true);
    }
}
