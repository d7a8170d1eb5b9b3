using System.Diagnostics;

namespace Xdpdump.Tests.Texts;

/// <summary>Programs that judge what is generated.</summary>
internal static class Tool
{
    /// <summary>Runs one to its end. The test fails where it complains or is not installed; ./test installs them all.</summary>
    /// <returns>Its output, and what it said on standard error.</returns>
    public static (string Output, string Errors) Run(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C.UTF-8", ["MANWIDTH"] = "100", ["MAN_KEEP_FORMATTING"] = "" },
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', words)}: status {process.ExitCode}: {output}{errors.Result}");
        return (output, errors.Result);
    }
}
