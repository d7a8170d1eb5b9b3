using Capture.Reasons;

namespace Xdpdump.Sentences;

/// <summary>Words of -p that do not lead to a program. Each says what there is instead, as -p takes it.</summary>
internal static class NameSentences
{
    public static string Of(NameReason reason) => reason switch
    {
        EmptyName one => $"-p '{one.Typed}' leaves a name empty; {one.Interface} runs {List(one.There)}",
        UnknownName one => $"there is no XDP program or function '{one.Name}' on {one.Interface}; it runs {List(one.There, one.Name)}",
        UnknownNameIn one => $"there is no function '{one.Name}' in XDP program {one.Program}; it has {List(one.There, one.Name)}",
        NameOfSeveral one =>
            $"'{one.Name}' is in several XDP programs on {one.Interface}; say which one is meant: {List(one.Meant)}",
        BadProgramId one =>
            $"'{one.Id}' in '{one.Word}' is no program id, which is a number; {one.Interface} runs {List(one.There)}",
        ForeignProgramId one => $"there is no XDP program with id {one.Id} on {one.Interface}; it runs {List(one.There)}",
        NotInProgram one =>
            $"function '{one.Function}' is known to the type information of XDP program {one.Program} but is not part of it: it belongs "
            + $"to another program of the same object file, or was inlined; to capture at there is {List(one.There)}",
        ComponentsUnknown one =>
            $"the programs that {one.Dispatcher} runs are not all known: {Sentence.Of(one.Missing)}",
        AlsoUnknown one =>
            $"{Sentence.Of(one.Reason)}; not all that {one.Dispatcher} runs is known: {Sentence.Of(one.Missing)}",
        _ => throw Sentence.Unknown(reason),
    };

    /// <param name="there">Names, few or many.</param>
    /// <param name="typed">What was typed in their place.</param>
    public static string List(IReadOnlyList<string> there, string? typed = null) =>
        there.Count == 0 ? "nothing that can be named" : Choice.Names(typed, there);
}
