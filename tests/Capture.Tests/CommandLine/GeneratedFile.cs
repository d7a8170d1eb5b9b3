namespace Capture.Tests.CommandLine;

/// <summary>A file of the project that is generated from the options' description and kept beside it, for those who only install it.</summary>
internal static class GeneratedFile
{
    private const string Accept = "XDPDUMP_ACCEPT_TEXTS";

    /// <summary>The file's path in the source tree.</summary>
    public static string PathOf(string name)
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Directory.Build.props")))
            root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException($"no project around {AppContext.BaseDirectory}");
        return Path.Combine(root, name);
    }

    /// <summary>Compares the file with what is generated now, or writes it anew if that was asked for.</summary>
    public static void Check(string name, string generated)
    {
        var path = PathOf(name);
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, generated);
            return;
        }

        var advice = $"if the new text is right, accept it: {Accept}=1 dotnet run --project tests/Capture.Tests, then review the difference";
        Assert.True(File.Exists(path), $"there is no {name} yet; {advice}");
        var (expectedLines, actualLines) = (File.ReadAllText(path).Split('\n'), generated.Split('\n'));
        for (var i = 0; i < Math.Max(expectedLines.Length, actualLines.Length); i++)
        {
            var (expected, now) = (expectedLines.ElementAtOrDefault(i), actualLines.ElementAtOrDefault(i));
            Assert.True(expected == now, $"{name}, line {i + 1}\n  there:     {expected}\n  generated: {now}\n{advice}");
        }
    }
}
