using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Architecture.Tests;

/// <summary>The files of this tree, and what they are compiled with.</summary>
internal static class SourceTree
{
    /// <summary>Its folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>The .NET SDK's own, since these files are read outside their projects.</summary>
    public const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>The platform and the packages.</summary>
    public static IEnumerable<MetadataReference> Libraries { get; } =
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':')
            .Where(path => !FloorPlan.Assemblies.SelectMany(floor => floor.Rooms).Contains(Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase))
            .Select(path => MetadataReference.CreateFromFile(path));

    /// <summary>All C# files of a folder of the tree, but for what a build left there.</summary>
    /// <param name="folder">Relative to the root.</param>
    public static IEnumerable<(string Path, string Text)> Files(string folder)
    {
        var path = Path.Combine(Root, folder);
        return !Directory.Exists(path) ? [] : Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/") && !file.Contains("/bin/")).Order(StringComparer.Ordinal)
            .Select(file => (Path.GetRelativePath(Root, file), File.ReadAllText(file)));
    }

    /// <summary>The namespace that a file declares; empty where it declares none, as the file that a program begins with.</summary>
    public static string NamespaceOf(string text) =>
        Regex.Match(text, @"^namespace ([\w.]+);", RegexOptions.Multiline).Groups[1].Value;

    private static string Find([CallerFilePath] string here = "")
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "xdpdump.slnx")))
                return folder;
        }

        throw new DirectoryNotFoundException($"{here} was built outside the source tree.");
    }
}
