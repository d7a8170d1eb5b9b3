using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Architecture.Tests;

/// <summary>
/// Which type's source names which other type of ours, as the compiler understands it: also constants, nameof and unused locals, of which
/// nothing is left in an assembly.
/// </summary>
internal static class SourceReferences
{
    /// <summary>All of <c>src</c> and <c>tools</c>, each pair of types once.</summary>
    public static IReadOnlyList<Reference> All { get; } = Read(SourceTree.Files("src").Concat(SourceTree.Files("tools")));

    /// <summary>Reads files as one compilation, so that what is internal to an assembly is seen too.</summary>
    /// <param name="files">Paths and texts.</param>
    public static IReadOnlyList<Reference> Read(IEnumerable<(string Path, string Text)> files)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var trees = files.Append(("usings.cs", SourceTree.ImplicitUsings))
            .Select(file => CSharpSyntaxTree.ParseText(file.Item2, options, file.Item1)).ToArray();
        var compilation = CSharpCompilation.Create("all", trees, SourceTree.Libraries,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        return [.. trees.AsParallel().SelectMany(tree => Of(compilation.GetSemanticModel(tree), tree)).Distinct()
            .GroupBy(reference => (reference.From, reference.To), (_, all) => all.MinBy(reference => (reference.File, reference.Line))!)];
    }

    private static IEnumerable<Reference> Of(SemanticModel model, SyntaxTree tree)
    {
        foreach (var node in tree.GetRoot().DescendantNodes(descendIntoTrivia: true))
        {
            if (node is not (SimpleNameSyntax or BaseObjectCreationExpressionSyntax) || node.FirstAncestorOrSelf<UsingDirectiveSyntax>() is not null)
                continue;
            if (node.FirstAncestorOrSelf<BaseTypeDeclarationSyntax>() is not { } declaration || model.GetDeclaredSymbol(declaration) is not { } from)
                continue;
            foreach (var to in TypesOf(model.GetSymbolInfo(node)))
            {
                if (to.Locations.Any(location => location.IsInSource) && !SymbolEqualityComparer.Default.Equals(Outermost(from), to))
                    yield return new Reference(Name(Outermost(from)), Name(to), tree.FilePath, node.GetLocation().GetLineSpan().StartLinePosition.Line + 1);
            }
        }
    }

    private static IEnumerable<INamedTypeSymbol> TypesOf(SymbolInfo info)
    {
        var symbols = info.Symbol is { } symbol ? [symbol] : info.CandidateSymbols;
        return symbols.Select(each => each as INamedTypeSymbol ?? each.ContainingType).Where(type => type is not null).Select(Outermost);
    }

    private static INamedTypeSymbol Outermost(INamedTypeSymbol type)
    {
        while (type.ContainingType is { } outer)
            type = outer;
        return type.OriginalDefinition;
    }

    private static string Name(INamedTypeSymbol type) => $"{type.ContainingNamespace.ToDisplayString()}.{type.Name}";
}

/// <summary>One type's source names another type.</summary>
/// <param name="From">Full name of the one.</param>
/// <param name="To">Full name of the other.</param>
/// <param name="File">Where, relative to the tree's root.</param>
/// <param name="Line">The first line that does.</param>
internal sealed record Reference(string From, string To, string File, int Line)
{
    /// <summary>The namespace of the one.</summary>
    public string FromRoom => From[..From.LastIndexOf('.')];

    /// <summary>The namespace of the other.</summary>
    public string ToRoom => To[..To.LastIndexOf('.')];

    public override string ToString() => $"{From} → {To} ({File}:{Line})";
}
