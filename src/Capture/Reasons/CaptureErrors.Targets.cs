
namespace Capture.Reasons;

// Words that do not lead to a program, and functions that cannot be captured at.
internal static partial class CaptureErrors
{
    public static CaptureException EmptyName(string typed, string on, IReadOnlyList<string> there) => new(new EmptyName(typed, on, there));

    public static CaptureException UnknownName(string name, string on, IReadOnlyList<string> there) => new(new UnknownName(name, on, there));

    public static CaptureException UnknownNameIn(string name, string program, IReadOnlyList<string> there) =>
        new(new UnknownNameIn(name, program, there));

    public static CaptureException NameOfSeveral(string name, string on, IReadOnlyList<string> meant) =>
        new(new NameOfSeveral(name, on, meant));

    public static CaptureException BadProgramId(string id, string word, string on, IReadOnlyList<string> there) =>
        new(new BadProgramId(id, word, on, there));

    public static CaptureException ForeignProgramId(string id, string on, IReadOnlyList<string> there) =>
        new(new ForeignProgramId(id, on, there));

    public static CaptureException NotInProgram(string function, string program, IReadOnlyList<string> there) =>
        new(new NotInProgram(function, program, there));

    public static CaptureException ComponentsUnknown(string dispatcher, ComponentsMissing missing) =>
        new(new ComponentsUnknown(dispatcher, missing));

    /// <summary>An error that may come from some programs not being known.</summary>
    public static CaptureException AlsoUnknown(CaptureException error, string dispatcher, ComponentsMissing missing) =>
        new(new AlsoUnknown(error.Reason, dispatcher, missing), error.Detail, error.InnerException);
}
