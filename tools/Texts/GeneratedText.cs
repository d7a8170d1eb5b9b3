namespace Texts;

/// <summary>A file that is generated and checked in all the same, for those who install it without building anything.</summary>
/// <param name="Name">Where it lies, from the root of the source tree.</param>
/// <param name="Render">What it should hold.</param>
internal sealed record GeneratedText(string Name, Func<string> Render)
{
    public static GeneratedText ManPage { get; } = new("docs/xdpdump.8", Texts.ManPage.Render);

    public static GeneratedText BashCompletion { get; } = new("completion/xdpdump.bash", Texts.BashCompletion.Render);

    /// <summary>All of them: what is missing here is neither written nor checked.</summary>
    public static IReadOnlyList<GeneratedText> All { get; } = [ManPage, BashCompletion];

    /// <summary>The checked-in file's full path.</summary>
    public string FullPath => Path.Combine(Root(), Name);

    public void Write()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FullPath)!);
        File.WriteAllText(FullPath, Render());
    }

    /// <returns>Where the file begins to differ from what it should hold, and what helps; null where it does not.</returns>
    public string? Difference()
    {
        const string Advice = "if the new text is right, have it written: dotnet run --project tools/Texts, then review the difference";
        if (!File.Exists(FullPath))
            return $"there is no {Name} yet; {Advice}";
        var (there, generated) = (File.ReadAllText(FullPath).Split('\n'), Render().Split('\n'));
        for (var i = 0; i < Math.Max(there.Length, generated.Length); i++)
        {
            var (old, now) = (there.ElementAtOrDefault(i), generated.ElementAtOrDefault(i));
            if (old != now)
                return $"{Name}, line {i + 1}\n  there:     {old}\n  generated: {now}\n{Advice}";
        }

        return null;
    }

    private static string Root()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "xdpdump.slnx")))
            root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException($"no project around {AppContext.BaseDirectory}");
        return root;
    }
}
