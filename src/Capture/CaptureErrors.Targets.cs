using Capture.Targets;

namespace Capture;

// Words of -p that do not lead to a program. Each says what there is instead, as -p takes it.
internal static partial class CaptureErrors
{
    public static CaptureException EmptyName(string typed, string on, IReadOnlyList<string> there) =>
        new($"-p '{typed}' leaves a name empty; {on} runs {List(there)}");

    public static CaptureException UnknownName(string name, string on, IReadOnlyList<string> there) =>
        new($"there is no XDP program or function '{name}' on {on}; it runs {List(there)}");

    public static CaptureException UnknownNameIn(string name, string program, IReadOnlyList<string> there) =>
        new($"there is no function '{name}' in XDP program {program}; it has {List(there)}");

    public static CaptureException NameOfSeveral(string name, string on, IReadOnlyList<string> meant) =>
        new($"'{name}' is in several XDP programs on {on}; say which one is meant: {List(meant)}");

    public static CaptureException BadProgramId(string id, string word, string on, IReadOnlyList<string> there) =>
        new($"'{id}' in '{word}' is no program id, which is a number; {on} runs {List(there)}");

    public static CaptureException ForeignProgramId(string id, string on, IReadOnlyList<string> there) =>
        new($"there is no XDP program with id {id} on {on}; it runs {List(there)}");

    public static CaptureException NotInProgram(string function, string program, IReadOnlyList<string> there) =>
        new($"function '{function}' is known to the type information of XDP program {program} but is not part of it: it belongs to another "
            + $"program of the same object file, or was inlined; to capture at there is {List(there)}");

    public static CaptureException TakesNoPacket(string function, IReadOnlyList<string> there) =>
        new($"function {function} does not get the packet (its first argument is not struct xdp_md *), so there is nothing to capture; "
            + $"to capture at there is {List(there)}");

    public static CaptureException DispatcherReplaced(string dispatcher, string component) =>
        new($"{dispatcher} cannot be traced: libxdp put its only program in the place of the dispatcher's own function, which the kernel "
            + $"lets nobody trace then; capture at {component}, which sees the same packets");

    public static CaptureException FunctionReplaced(string function, string replacement) =>
        new($"function {function} cannot be traced: {replacement} runs in its place; capture at {replacement}");

    public static CaptureException SeveralOfOneName(string function, string program) =>
        new($"function {function} is in XDP program {program} several times: copies that the compiler made, or static functions of one "
            + "name from several files. They cannot be told apart, and not all would be captured at; give them names of their own, or "
            + $"capture at {program}");

    public static CaptureException ContextNotProvable(TargetFunction function) =>
        new($"the kernel does not take the arguments of function {function.Title} to be as declared: probably the compiler removed or "
            + "changed some, as it may in a static function. Its packets would have to be known from the function that calls it, and no "
            + "function that encloses all that is named can be traced; make it global (not static) and have it use ctx, or capture at "
            + function.CalledWithin!.Title);

    public static CaptureException ActionUnknown(TargetFunction function) =>
        new($"--action cannot be asked of function {function.Title}: {function.ReturnUnknown}; or capture at "
            + $"{function.CalledWithin!.Title}, or leave --action out");

    public static CaptureException ComponentsUnknown(string dispatcher, string reason) =>
        new($"the programs that {dispatcher} runs are not all known: {reason}");

    /// <summary>An error that may come from some programs not being known.</summary>
    public static CaptureException AlsoUnknown(CaptureException error, string dispatcher, string reason) =>
        new($"{error.Message}; not all that {dispatcher} runs is known: {reason}", error.Detail, error.InnerException);

    private static string List(IReadOnlyList<string> there) => there.Count == 0 ? "nothing that can be named" : string.Join(", ", there);
}
