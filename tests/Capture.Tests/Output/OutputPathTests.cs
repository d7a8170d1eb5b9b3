using Capture.Output;
using Linux;

namespace Capture.Tests.Output;

/// <summary>Files and links of other users on the way to an output, in folders where everybody may make them.</summary>
public sealed class OutputPathTests : IDisposable
{
    private const int Private = 0b111_101_101, Open = 0b111_111_111, Sticky = 0b1_000_000_000, GroupWrites = 0b010_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("xdpdump-path-").FullName;

    public OutputPathTests()
    {
        OtherUser.Needed();
        Directory.CreateDirectory(Safe);
    }

    private string Safe => Path.Combine(_folder, "safe");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(Open)]
    [InlineData(Open | Sticky)]
    public void Link_of_another_user_where_everybody_may_make_files_is_not_followed(int mode)
    {
        var shared = Shared(mode);
        var link = Path.Combine(shared, "capture");
        Link(link, Path.Combine(Safe, "precious"), OtherUser.Id);

        var error = Assert.Throws<OutputFailedException>(() => OutputStream.Open(link));

        Assert.Equal(
            $"Cannot write {link}: {link} is a link that user 12345 has put where everybody may make files; "
            + "remove it, or give the path that it leads to", error.Message);
        Assert.Equal(Errno.EACCES, error.Errno);
        Assert.Empty(Directory.GetFileSystemEntries(Safe));
    }

    [Theory]
    [InlineData(Open)]
    [InlineData(Open | Sticky)]
    public void Link_of_another_user_in_the_middle_of_the_path_is_not_followed(int mode)
    {
        var link = Path.Combine(Shared(mode), "captures");
        Link(link, Safe, OtherUser.Id);

        var error = Assert.Throws<OutputFailedException>(() => OutputStream.Open($"{link}/deep/file"));

        Assert.StartsWith($"Cannot write {link}/deep/file: {link} is a link that user 12345 ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Link_that_a_trusted_link_leads_to_is_not_followed_either()
    {
        var shared = Shared(Open | Sticky);
        Link(Path.Combine(shared, "theirs"), Path.Combine(Safe, "precious"), OtherUser.Id);
        var ours = Path.Combine(Safe, "ours");
        Link(ours, "../shared/theirs", 0);

        var error = Assert.Throws<OutputFailedException>(() => OutputStream.Open(ours));

        Assert.Contains($"{_folder}/safe/../shared/theirs is a link that user 12345 ", error.Message, StringComparison.Ordinal);
        Assert.Equal([ours], Directory.GetFileSystemEntries(Safe));
    }

    [Theory]
    [InlineData(Open, 0, 0)] // our own link
    [InlineData(Open | Sticky, 0, OtherUser.Id)]
    [InlineData(Open | Sticky, OtherUser.Id, OtherUser.Id)] // the folder's owner could do anything with it anyway
    [InlineData(Private, OtherUser.Id, 0)] // nobody else could have put it there
    [InlineData(Private, OtherUser.Id, OtherUser.Id)]
    public void Link_that_can_be_trusted_is_followed(int mode, uint linkOwner, uint folderOwner)
    {
        var shared = Shared(mode, folderOwner);
        Link(Path.Combine(shared, "folder"), Safe, linkOwner);
        Link(Path.Combine(shared, "file"), "folder/capture", linkOwner);

        using (OutputStream.Open(Path.Combine(shared, "file")))
            Assert.True(File.Exists(Path.Combine(Safe, "capture")));

        Assert.Empty(Directory.GetFileSystemEntries(Safe));
    }

    [Fact]
    public void Trust_is_that_of_the_user_it_runs_as()
    {
        var shared = Shared(Open | Sticky, OtherUser.ThirdId);
        Directory.CreateDirectory(Path.Combine(_folder, "theirs"));
        OtherUser.Owns(Path.Combine(_folder, "theirs"));
        OtherUser.SetMode(_folder, Private);
        Link(Path.Combine(shared, "roots"), "../theirs/file", 0);
        Link(Path.Combine(shared, "mine"), "../theirs/file", OtherUser.Id);

        OtherUser.Does(() =>
        {
            OutputStream.Open(Path.Combine(shared, "mine")).Dispose();
            var error = Assert.Throws<OutputFailedException>(() => OutputStream.Open(Path.Combine(shared, "roots")));
            Assert.Contains("is a link that user 0 has put", error.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Link_in_the_working_directory_is_judged_like_any()
    {
        var shared = Shared(Open);
        Link(Path.Combine(shared, "capture"), Path.Combine(Safe, "precious"), OtherUser.Id);
        var before = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = shared;
            Assert.StartsWith(
                "Cannot write capture: capture is a link that user 12345 ",
                Assert.Throws<OutputFailedException>(() => OutputStream.Open("capture")).Message, StringComparison.Ordinal);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Theory]
    [InlineData(Open | Sticky, false)]
    [InlineData(Open | Sticky, true)]
    [InlineData(Open, false)]
    [InlineData(Open, true)]
    [InlineData(Private | GroupWrites | Sticky, false)]
    public void File_that_another_user_has_planted_is_not_written(int mode, bool isFifo)
    {
        var planted = Planted(Shared(mode), isFifo);

        var error = Assert.Throws<OutputFailedException>(() => OutputStream.Open(planted));

        Assert.Equal(
            $"Cannot write {planted}: {planted} belongs to user 12345, who may read it, in a folder where everybody may make files; "
            + "choose another name, or remove it", error.Message);
        Assert.True(File.Exists(planted));
    }

    [Theory]
    [InlineData(Open | Sticky, OtherUser.Id, OtherUser.Id)]
    [InlineData(Open | Sticky, 0, OtherUser.Id)]
    [InlineData(Open, OtherUser.Id, OtherUser.Id)]
    [InlineData(Private | GroupWrites, OtherUser.Id, 0)] // a group that works together
    [InlineData(Private | Sticky, OtherUser.Id, 0)]
    public void File_that_the_kernel_would_let_us_make_is_written(int mode, uint fileOwner, uint folderOwner)
    {
        var file = Planted(Shared(mode, folderOwner), isFifo: false, fileOwner);

        using (var output = OutputStream.Open(file))
            output.Begin();

        Assert.True(File.Exists(file));
    }

    [Theory]
    [InlineData(Open | Sticky, 0)]
    [InlineData(Open, 0)]
    [InlineData(Private | GroupWrites | Sticky, 0)]
    [InlineData(Private, OtherUser.Id)] // it is his folder: he may put any file's name there where the kernel does not protect hard links
    public void Another_name_of_our_own_file_where_others_may_have_put_it_is_not_written(int mode, uint folderOwner)
    {
        var precious = Path.Combine(Safe, "precious");
        File.WriteAllText(precious, "keep");
        var name = Path.Combine(Shared(mode, folderOwner), "capture");
        OtherUser.Run("ln", precious, name);

        var error = Assert.Throws<OutputFailedException>(() => OutputStream.Open(name));

        Assert.Equal(
            $"Cannot write {name}: {name} has 2 names (hard links), in a folder where others may make them of any file; choose another name, "
            + "or remove it", error.Message);
        Assert.Equal("keep", File.ReadAllText(precious));
    }

    [Fact]
    public void Another_name_in_a_folder_of_our_own_is_written()
    {
        var file = Path.Combine(Safe, "capture");
        File.WriteAllText(file, "before");
        OtherUser.Run("ln", file, Path.Combine(Safe, "other"));
        using (var output = OutputStream.Open(file))
            output.Begin();
        Assert.Equal("", File.ReadAllText(file));
    }

    [Fact]
    public void File_made_here_is_removed_from_where_it_was_made_whatever_has_become_of_the_path()
    {
        var (here, elsewhere) = (Path.Combine(_folder, "here"), Path.Combine(_folder, "elsewhere"));
        Directory.CreateDirectory(here);
        using (OutputStream.Open(Path.Combine(here, "file")))
        {
            Directory.Move(here, elsewhere);
            Directory.CreateDirectory(here);
            File.WriteAllText(Path.Combine(here, "file"), "somebody's");
        }

        Assert.Equal("somebody's", File.ReadAllText(Path.Combine(here, "file")));
        Assert.Empty(Directory.GetFileSystemEntries(elsewhere));
    }

    [Fact]
    public void Another_file_of_the_name_is_not_removed_in_place_of_ours()
    {
        var path = Path.Combine(Safe, "file");
        using (OutputStream.Open(path))
        {
            File.Move(path, $"{path}.kept");
            File.WriteAllText(path, "");
        }

        Assert.True(File.Exists(path));
    }

    private static string Planted(string folder, bool isFifo, uint owner = OtherUser.Id)
    {
        var path = Path.Combine(folder, "capture");
        if (isFifo)
            OtherUser.Run("mkfifo", path);
        else
            File.WriteAllText(path, "");
        OtherUser.Owns(path, owner);
        return path;
    }

    private static void Link(string path, string target, uint owner)
    {
        File.CreateSymbolicLink(path, target);
        OtherUser.Owns(path, owner);
    }

    private string Shared(int mode, uint owner = 0)
    {
        var shared = Path.Combine(_folder, "shared");
        Directory.CreateDirectory(shared);
        OtherUser.Owns(shared, owner);
        OtherUser.SetMode(shared, mode);
        return shared;
    }
}
