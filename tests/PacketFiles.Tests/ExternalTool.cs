using System.Diagnostics;

namespace PacketFiles.Tests;

/// <summary>Runs a program that reads capture files, as a second opinion on what we write.</summary>
internal static class ExternalTool
{
    /// <summary>Standard output; the test fails where the program complains or is not installed. ./test installs them all.</summary>
    public static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TZ"] = "UTC";
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} exited with {process.ExitCode}: {errors.Result}");
        return output;
    }
}
