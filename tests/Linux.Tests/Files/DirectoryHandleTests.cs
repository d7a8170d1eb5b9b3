using System.Text;
using Linux.Files;
using Linux.Processes;

namespace Linux.Tests.Files;

public sealed class DirectoryHandleTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("ebpf-folder-").FullName;
    private readonly DirectoryHandle _folder;

    public DirectoryHandleTests()
    {
        Directory.CreateDirectory(Path.Combine(_path, "inner"));
        File.WriteAllText(Path.Combine(_path, "inner", "file"), "x");
        File.CreateSymbolicLink(Path.Combine(_path, "link"), "inner");
        _folder = DirectoryHandle.Open(_path);
    }

    public void Dispose()
    {
        _folder.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    [Fact]
    public void Folder_is_entered_by_its_own_name_and_not_by_a_links()
    {
        using var inner = _folder.Enter("inner"u8, out _);
        using var file = inner!.Look("file"u8, out _);
        Assert.Equal((FileKind.Regular, 1), (FileStatus.Of(file!).Kind, FileStatus.Of(file!).Length));
        Assert.Null(_folder.Enter("link"u8, out Errno error));
        Assert.Equal(Errno.ENOTDIR, error);
        using var through = _folder.EnterThroughLink("link"u8, out _);
        Assert.True(inner.Status.IsSameFile(through!.Status));
        using var back = inner.Enter(".."u8, out _);
        Assert.True(back!.Status.IsSameFile(_folder.Status));
        Assert.False(inner.Status.IsSameFile(_folder.Status));
    }

    [Fact]
    public void Link_is_looked_at_itself()
    {
        using var link = _folder.Look("link"u8, out _);
        Assert.Equal(FileKind.Link, FileStatus.Of(link!).Kind);
        Assert.Equal("inner", Encoding.UTF8.GetString(DirectoryHandle.ReadLink(link!, out _)));
        using var inner = _folder.Look("inner"u8, out _);
        Assert.Equal(FileKind.Folder, FileStatus.Of(inner!).Kind);
        Assert.Empty(DirectoryHandle.ReadLink(inner!, out Errno error));
        Assert.True(error.IsError);
    }

    [Fact]
    public void File_is_opened_by_its_own_name_and_not_by_a_links()
    {
        File.CreateSymbolicLink(Path.Combine(_path, "other"), "inner/file");
        Assert.Null(_folder.OpenFile("other"u8, OpenFlags.WriteOnly, out Errno error));
        Assert.Equal(Errno.ELOOP, error);
        using var through = _folder.OpenFileThroughLink("other"u8, OpenFlags.WriteOnly, out _);
        Assert.Equal(1, FileStatus.Of(through!).Length);
    }

    [Fact]
    public void File_is_made_and_removed_where_the_folder_is_by_now()
    {
        string elsewhere = $"{_path}-moved";
        Directory.Move(_path, elsewhere);
        using (_folder.OpenFile("made"u8, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, out _))
            Assert.True(File.Exists(Path.Combine(elsewhere, "made")));
        Assert.Equal(Errno.None, _folder.Remove("made"u8));
        Assert.Equal(Errno.ENOENT, _folder.Remove("made"u8));
        Assert.Equal(Errno.EISDIR, _folder.Remove("inner"u8));
        Directory.Move(elsewhere, _path);
    }

    [Fact]
    public void Folder_says_who_may_write_into_it()
    {
        Assert.False(_folder.Status.IsWorldWritable);
        Assert.False(_folder.Status.IsSticky);
        Assert.Equal(UserIds.Effective, _folder.Status.OwnerId);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_path, (UnixFileMode)0b1_111_111_111);
        Assert.True(_folder.Status.IsWorldWritable);
        Assert.True(_folder.Status.IsSticky);
    }

    [Fact]
    public void Links_of_proc_are_told_apart()
    {
        using var proc = DirectoryHandle.Open("/proc");
        using var self = proc.Look("self"u8, out _);
        using var link = _folder.Look("link"u8, out _);
        Assert.True(DirectoryHandle.IsOfProc(self!));
        Assert.False(DirectoryHandle.IsOfProc(link!));
    }

    [Fact]
    public void Folder_that_is_not_there_is_named() => Assert.Equal(
        "open /nowhere: ENOENT (No such file or directory)", Assert.Throws<SystemCallException>(() => DirectoryHandle.Open("/nowhere")).Message);
}
