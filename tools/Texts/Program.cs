// Writes what is made from the options' description: the man page and the shells' completions.
//   dotnet run --project tools/Texts             writes them all
//   dotnet run --project tools/Texts -- --check  writes nothing and says which differ; the status is 1 then
using Texts;

switch (args)
{
    case []:
        foreach (var text in GeneratedText.All)
        {
            text.Write();
            Console.WriteLine($"wrote {text.Name}");
        }

        return 0;
    case ["--check"]:
        var differences = GeneratedText.All.Select(text => text.Difference()).OfType<string>().ToList();
        differences.ForEach(Console.Error.WriteLine);
        return differences.Count > 0 ? 1 : 0;
    default:
        Console.Error.WriteLine("texts: the one option there is, is --check");
        return 2;
}
