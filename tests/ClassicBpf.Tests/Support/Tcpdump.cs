using System.Diagnostics;

namespace ClassicBpf.Tests.Support;

/// <summary>tcpdump as a judge, for packets of Ethernet.</summary>
internal static class Tcpdump
{
    public static (int Status, string Output, string Errors) Run(params string[] words)
    {
        var start = new ProcessStartInfo("tcpdump", ["-y", "EN10MB", .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
