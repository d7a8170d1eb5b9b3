namespace Kernel.Tests.Support;

/// <summary>
/// The programs of tests/Programs, which clang compiled: what people have, where <see cref="TargetProgram"/> is what a test makes
/// up. Each name is that of the object's file; the functions in it are called xdp_name and the like, as the source says.
/// </summary>
internal static class SamplePrograms
{
    private static readonly string s_folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../programs"));

    public const string
        Pass = "pass",
        Drop = "drop",
        LongName = "long_name",
        SamePrefix = "same_prefix",
        Rewrite = "rewrite",
        Count = "count",
        Action = "action",
        EarlyDrop = "early_drop",
        LatePass = "late_pass",
        Untyped = "untyped",
        Functions = "functions",
        Statics = "statics",
        Frags = "frags",
        TailCall = "tail_call";

    /// <summary>The object file of a sample.</summary>
    public static string PathOf(string name)
    {
        var path = Path.Combine(s_folder, $"{name}.o");
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is missing: ./test compiles it");
    }
}
