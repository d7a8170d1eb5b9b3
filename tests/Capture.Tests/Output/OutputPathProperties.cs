using System.Runtime.InteropServices;
using Capture.Output;
using CsCheck;
using Linux;
using Linux.Files;

namespace Capture.Tests.Output;

/// <summary>Where nobody else has a hand in, a path leads where open(2) leads; where somebody has, never to where he wants.</summary>
public sealed partial class OutputPathProperties : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("xdpdump-paths-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>
    /// Folders a, a/b and a/c; files a/f, a/b/g and h; links to all of these, to nothing and in circles, in every spelling. All far enough
    /// below the test's folder that no chain of .. leaves it.
    /// </summary>
    [Fact]
    public void Path_leads_where_the_kernel_leads()
    {
        var tree = _folder + string.Concat(Enumerable.Repeat("/d", 45));
        Directory.CreateDirectory($"{tree}/a/b");
        Directory.CreateDirectory($"{tree}/a/c");
        foreach (var file in (string[])["a/f", "a/b/g", "h"])
            File.WriteAllText($"{tree}/{file}", "x");
        string[] names = ["a", "b", "c", "f", "g", "h", "new", "..", ".", "", "l0", "l1", "l2", "l3", "l4", "l5"];
        var paths = Gen.Select(Gen.Bool, Gen.OneOfConst(names).Array[1, 6])
            .Select((isAbsolute, parts) => (isAbsolute ? $"{tree}/" : "") + string.Join('/', parts));
        var links = Gen.Select(Gen.OneOfConst("", "a/", "a/b/"), paths).Array[6];
        Dictionary<string, int> outcomes = [];

        // One tree for all, so one after the other.
        Gen.Select(links, paths).Sample(
            (targets, path) =>
            {
                var made = MakeLinks(tree, targets);
                var whole = path.StartsWith('/') ? path : $"{tree}/{path}";
                var expected = ByTheKernel(whole);
                Assert.Equal(expected, ByUs(whole));
                made.ForEach(File.Delete);
                var outcome = expected.Split(' ')[0];
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            }, iter: 2000, threads: 1);

        string[] every = ["opened", "made", "ENOENT", "ENOTDIR", "EISDIR", "ELOOP"];
        Assert.Equal(every.Order(), outcomes.Keys.Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("/dev/null")]
    [InlineData("/dev/null/x")]
    [InlineData("/dev/full")]
    [InlineData("/proc/self/fd/1")]
    [InlineData("/dev/stdout")]
    [InlineData("/proc/self/fd/98765")]
    [InlineData("/proc/self/cwd/nowhere/x")]
    [InlineData("/proc/self/root/dev/null")]
    [InlineData("/proc/mounts")]
    [InlineData("/proc/self/exe")]
    [InlineData("/proc/nothing")]
    [InlineData("/sys/nothing")]
    [InlineData("/dev/tty0/../null")]
    public void Special_path_leads_where_the_kernel_leads(string path) => Assert.Equal(ByTheKernel(path), ByUs(path));

    [Fact]
    public void Long_names_are_refused_as_by_the_kernel()
    {
        foreach (var path in (string[])[
            $"{_folder}/{new string('n', 255)}", $"{_folder}/{new string('n', 256)}", $"{_folder}/{new string('n', 256)}/x",
            new string('/', 4000) + "dev/null", new string('/', 4088) + "dev/null", new string('/', 4087) + "dev/null"])
        {
            Assert.Equal(ByTheKernel(path), ByUs(path));
        }
    }

    [Theory]
    [InlineData(40)]
    [InlineData(41)]
    public void As_many_links_are_followed_as_the_kernel_follows(int count)
    {
        for (var i = 1; i < count; i++)
            File.CreateSymbolicLink(Path.Combine(_folder, $"l{i}"), $"l{i + 1}");
        File.CreateSymbolicLink(Path.Combine(_folder, $"l{count}"), "file");
        var path = Path.Combine(_folder, "l1");
        Assert.Equal(count > 40, ByTheKernel(path).Contains("ELOOP", StringComparison.Ordinal));
        Assert.Equal(ByTheKernel(path), ByUs(path));
    }

    [Fact]
    public void Name_that_is_swapped_all_the_time_never_leads_astray()
    {
        OtherUser.Needed();
        var (shared, victim) = (Path.Combine(_folder, "shared"), Path.Combine(_folder, "victim"));
        Directory.CreateDirectory(Path.Combine(shared, "way"));
        Directory.CreateDirectory(victim);
        OtherUser.SetMode(shared, 0b111_111_111);
        File.WriteAllText(Path.Combine(shared, "file"), "");
        File.CreateSymbolicLink(Path.Combine(shared, "bad-way"), victim);
        File.CreateSymbolicLink(Path.Combine(shared, "bad-file"), Path.Combine(victim, "made"));
        OtherUser.Owns(Path.Combine(shared, "bad-way"));
        OtherUser.Owns(Path.Combine(shared, "bad-file"));

        var stop = false;
        var swapping = new Thread(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                Exchange(Path.Combine(shared, "way"), Path.Combine(shared, "bad-way"));
                Exchange(Path.Combine(shared, "file"), Path.Combine(shared, "bad-file"));
            }
        });
        swapping.Start();
        int opened = 0, refused = 0;
        try
        {
            while (opened < 300 || refused < 300)
            {
                foreach (var path in (string[])["way/made", "file"])
                {
                    try
                    {
                        using var output = OutputStream.Open(Path.Combine(shared, path));
                        Assert.Empty(Directory.GetFileSystemEntries(victim));
                        opened++;
                    }
                    catch (OutputFailedException error)
                    {
                        Assert.True(error.Message.Contains("is a link that user 12345", StringComparison.Ordinal), error.Message);
                        refused++;
                    }
                }
            }
        }
        finally
        {
            Volatile.Write(ref stop, true);
            swapping.Join();
        }
    }

    private static List<string> MakeLinks(string tree, (string Folder, string Target)[] links)
    {
        List<string> made = [];
        for (var i = 0; i < links.Length; i++)
        {
            made.Add($"{tree}/{links[i].Folder}l{i}");
            File.CreateSymbolicLink(made[^1], links[i].Target.Length == 0 ? "." : links[i].Target);
        }
        return made;
    }

    /// <summary>Where a path leads to, and whether the file was made; or the reason.</summary>
    private static string ByUs(string path)
    {
        try
        {
            using var file = OutputFile.OpenDescriptor(path, out var made);
            var where = Describe(file);
            made?.Remove();
            made?.Dispose();
            return (made is null ? "opened " : "made ") + where;
        }
        catch (OutputFailedException error)
        {
            return error.Errno.Name;
        }
    }

    private string ByTheKernel(string path)
    {
        try
        {
            using var file = FileIo.Open(path, OpenFlags.WriteOnly | OpenFlags.Create);
            var where = Describe(file);
            // What was there before has something in it.
            var isMade = where.StartsWith(_folder, StringComparison.Ordinal) && FileStatus.Of(file).Length == 0;
            if (isMade)
                File.Delete(where);
            return (isMade ? "made " : "opened ") + where;
        }
        catch (SystemCallException error)
        {
            return error.Errno.Name;
        }
    }

    private static string Describe(FileDescriptorHandle file) => new FileInfo($"/proc/self/fd/{file.DangerousGetHandle()}").LinkTarget!;

    private static void Exchange(string first, string second)
    {
        const int WorkingDirectory = -100; // AT_FDCWD
        const uint RenameExchange = 2;
        Assert.Equal(0, Rename(WorkingDirectory, first, WorkingDirectory, second, RenameExchange));
    }

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(int folder, string name, int newFolder, string newName, uint flags);
}
