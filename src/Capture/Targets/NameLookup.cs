using System.Globalization;
using Capture.Reasons;

namespace Capture.Targets;

/// <summary>Finds what a user's words name among an interface's programs: a name, an id, or name@id.</summary>
/// <param name="on">Name of the interface, for reasons.</param>
/// <param name="places">Its programs.</param>
/// <param name="canHook">Whether a program can be hooked at all: of one that cannot, the names of functions do not matter.</param>
internal sealed class NameLookup(string on, IReadOnlyList<ProgramPlace> places, Func<XdpProgram, bool> canHook)
{
    /// <summary>Everything that may be named, for reasons.</summary>
    private IReadOnlyList<string> All => [.. places.SelectMany(place => place.Names())];

    /// <summary>Finds the function that a word names.</summary>
    /// <exception cref="CaptureException">It names none, or more than one.</exception>
    public ChosenFunction Find(string word, string typed)
    {
        if (word.Length == 0)
            throw new CaptureException(new EmptyName(typed, on, All));
        var at = word.LastIndexOf('@');
        if (at >= 0)
            return FindIn(Program(word[(at + 1)..], word), word[..at].Trim(), typed);
        return char.IsAsciiDigit(word[0]) ? MainOf(Program(word, word)) : FindByName(word);
    }

    private static ChosenFunction MainOf(ProgramPlace place) => new(place, place.Program.Main);

    private ProgramPlace Program(string id, string word)
    {
        id = id.Trim();
        if (!uint.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new CaptureException(new BadProgramId(id, word, on, All));
        foreach (var place in places)
        {
            if (place.Program.Id == number)
                return place;
        }

        throw Unknown(new CaptureException(new ForeignProgramId(id, on, All)));
    }

    private ChosenFunction FindIn(ProgramPlace place, string name, string typed)
    {
        var (program, there) = (place.Program, place.Names().ToList());
        if (name.Length == 0)
            throw new CaptureException(new EmptyName(typed, on, All));
        if (!canHook(program))
            return MainOf(place);
        if (program.Functions.FirstOrDefault(function => function.Name == name) is { } exact)
            return new(place, exact);
        if (program.Name == name)
            return MainOf(place);
        throw program.OtherFunctions.Contains(name)
            ? new CaptureException(new NotInProgram(name, program.Title, there))
            : new CaptureException(new UnknownNameIn(name, program.Title, there));
    }

    private ChosenFunction FindByName(string name)
    {
        // A function's own name comes first: the kernel's, being cut off, may be that of another function in full.
        switch (Named(name, (place, function) => place.SeesPackets(function)))
        {
            case [var only]:
                return only;
            // Several of one program are one to the person who names it.
            case [var first, ..] several when several.TrueForAll(one => one.Place == first.Place):
                return first;
            case [_, ..] several:
                throw new CaptureException(new NameOfSeveral(name, on, [.. several.Select(one => one.Place.Program.NameOf(one.Function))]));
        }

        // Of one that sees none there is to say why.
        if (Named(name, (_, _) => true) is [var unseen, ..])
            return unseen;

        List<ProgramPlace> byKernelName = [.. places.Where(place => place.Program.Name == name)];
        switch (byKernelName)
        {
            case [var only]:
                return MainOf(only);
            case [_, ..]:
                throw new CaptureException(new NameOfSeveral(name, on, [.. byKernelName.Select(place => place.Program.Title)]));
        }

        foreach (var place in places)
        {
            if (place.Program.OtherFunctions.Contains(name))
                throw Unknown(new CaptureException(new NotInProgram(name, place.Program.Title, All)));
        }

        throw Unknown(new CaptureException(new UnknownName(name, on, All)));
    }

    private List<ChosenFunction> Named(string name, Func<ProgramPlace, ProgramFunction, bool> wanted) =>
    [
        .. from place in places
           from function in place.Program.Functions
           where function.Name == name && wanted(place, function)
           select new ChosenFunction(place, function),
    ];

    /// <summary>What is not found may be among the programs that could not be looked up.</summary>
    private CaptureException Unknown(CaptureException error)
    {
        foreach (var place in places)
        {
            if (place.Attached.Missing is { } missing)
                return new CaptureException(
                    new AlsoUnknown(error.Reason, place.Attached.Program.Title, missing), error.Detail, error.InnerException);
        }

        return error;
    }
}
