using System.Globalization;

namespace Capture.Targets;

/// <summary>Finds what the words of -p name among an interface's programs: a name, an id, or name@id.</summary>
/// <param name="on">Name of the interface, for messages.</param>
/// <param name="places">Its programs.</param>
internal sealed class NameLookup(string on, IReadOnlyList<ProgramPlace> places)
{
    /// <summary>Everything that may be named, for messages.</summary>
    private IReadOnlyList<string> All => [.. places.SelectMany(place => place.Names())];

    /// <summary>Finds the function that a word names.</summary>
    /// <exception cref="CaptureException">It names none, more than one, or one that cannot be captured at.</exception>
    public ChosenFunction Find(string word, string typed)
    {
        if (word.Length == 0)
            throw CaptureErrors.EmptyName(typed, on, All);
        var at = word.LastIndexOf('@');
        if (at >= 0)
            return FindIn(Program(word[(at + 1)..], word), word[..at].Trim(), typed);
        return char.IsAsciiDigit(word[0]) ? MainOf(Program(word, word)) : FindByName(word);
    }

    /// <summary>A program's main function.</summary>
    /// <exception cref="CaptureException">The program cannot be captured at.</exception>
    public ChosenFunction MainOf(ProgramPlace place)
    {
        ThrowObstacle(place);
        return Checked(place, place.Program.Main!);
    }

    private ProgramPlace Program(string id, string word)
    {
        id = id.Trim();
        if (!uint.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw CaptureErrors.BadProgramId(id, word, on, All);
        foreach (var place in places)
        {
            if (place.Program.Id == number)
                return place;
        }

        throw Unknown(CaptureErrors.ForeignProgramId(id, on, All));
    }

    private ChosenFunction FindIn(ProgramPlace place, string name, string typed)
    {
        var (program, there) = (place.Program, place.Names().ToList());
        if (name.Length == 0)
            throw CaptureErrors.EmptyName(typed, on, All);
        ThrowObstacle(place);
        if (program.Functions.FirstOrDefault(function => function.Name == name) is { } exact)
            return Checked(place, exact);
        if (program.Name == name)
            return MainOf(place);
        throw program.OtherFunctions.Contains(name)
            ? CaptureErrors.NotInProgram(name, program.Title, there)
            : CaptureErrors.UnknownNameIn(name, program.Title, there);
    }

    private ChosenFunction FindByName(string name)
    {
        // A function's own name comes first: the kernel's, being cut off, may be that of another function in full.
        switch (Named(name, (place, function) => place.SeesPackets(function)))
        {
            case [var only]:
                return Checked(only.Place, only.Function);
            // Several of one program are one to the person who names it.
            case [var first, ..] several when several.TrueForAll(one => one.Place == first.Place):
                return Checked(first.Place, first.Function);
            case [_, ..] several:
                throw CaptureErrors.NameOfSeveral(name, on, [.. several.Select(one => one.Place.Program.NameOf(one.Function))]);
        }

        // Of one that sees none there is to say why.
        if (Named(name, (_, _) => true) is [var unseen, ..])
            return Checked(unseen.Place, unseen.Function);

        List<ProgramPlace> byKernelName = [.. places.Where(place => place.Program.Name == name)];
        switch (byKernelName)
        {
            case [var only]:
                return MainOf(only);
            case [_, ..]:
                throw CaptureErrors.NameOfSeveral(name, on, [.. byKernelName.Select(place => place.Program.Title)]);
        }

        foreach (var place in places)
        {
            if (place.Program.OtherFunctions.Contains(name))
                throw Unknown(CaptureErrors.NotInProgram(name, place.Program.Title, All));
        }

        throw Unknown(CaptureErrors.UnknownName(name, on, All));
    }

    private List<(ProgramPlace Place, ProgramFunction Function)> Named(string name, Func<ProgramPlace, ProgramFunction, bool> wanted) =>
    [
        .. from place in places
           from function in place.Program.Functions
           where function.Name == name && wanted(place, function)
           select (place, function),
    ];

    private ChosenFunction Checked(ProgramPlace place, ProgramFunction function)
    {
        var (program, name) = (place.Program, place.Program.NameOf(function));
        ThrowObstacle(place);
        if (place.ReplacementOf(function) is { } replacement)
        {
            throw function == program.Main
                ? CaptureErrors.DispatcherReplaced(name, replacement.Program.Title)
                : CaptureErrors.FunctionReplaced(name, replacement.Program.Title);
        }

        if (!program.TakesPacket(function))
            throw CaptureErrors.TakesNoPacket(name, All);
        // The kernel hooks the first of those that share a type, and a name does not tell them apart.
        return function == program.Main || program.Functions.Count(other => other.Name == function.Name) == 1
            ? new ChosenFunction(place, function)
            : throw CaptureErrors.SeveralOfOneName(name, program.Title);
    }

    private static void ThrowObstacle(ProgramPlace place)
    {
        if (place.Program.Obstacle is { } obstacle)
            throw obstacle;
    }

    /// <summary>What is not found may be among the programs that could not be looked up.</summary>
    private CaptureException Unknown(CaptureException error)
    {
        foreach (var place in places)
        {
            if (place.Attached.Missing is { } missing)
                return CaptureErrors.AlsoUnknown(error, place.Attached.Program.Title, missing);
        }

        return error;
    }
}
