using System.Diagnostics;
using System.Runtime.InteropServices;
using Kernel.Tests.Support;

namespace Bench.Testbeds;

/// <summary>A tool that is capturing on a testbed, on the CPU that does not send.</summary>
internal sealed partial class RunningCapture : IDisposable
{
    private const int Interrupt = 2, Suspended = 19, Continued = 18; // SIGINT, SIGSTOP, SIGCONT

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60), s_untilNextSignal = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly Stopwatch _sinceStart;
    private Task<string>? _rest;

    private RunningCapture(Process process, Stopwatch sinceStart) => (_process, _sinceStart) = (process, sinceStart);

    public int Id => _process.Id;

    /// <summary>From just before its process was made until it said that it listens.</summary>
    public TimeSpan TimeToListen { get; private set; }

    /// <summary>Starts a tool and waits until it is capturing.</summary>
    /// <param name="testbed">Where.</param>
    /// <param name="tool">Which.</param>
    /// <param name="words">Its arguments.</param>
    /// <param name="output">The file its standard output goes to; null: it writes none.</param>
    /// <exception cref="ToolRefusedException">It ended instead.</exception>
    public static RunningCapture Start(Testbed testbed, Tool tool, IEnumerable<string> words, string? output = null)
    {
        // exec: the process stays the one that was started. Without output no shell lengthens the start.
        ProcessStartInfo start = output is null
            ? new(tool.Path, words) { RedirectStandardOutput = true }
            : new("bash", ["-c", """exec "$@" >"$0" """, output, tool.Path, .. words]);
        start.RedirectStandardError = true;
        var capture = testbed.OnToolCpu(() =>
        {
            var watch = Stopwatch.StartNew();
            return new RunningCapture(Process.Start(start)!, watch);
        });
        try
        {
            capture.WaitForBanner();
            while (tool == Tool.Theirs && !EpollWait.IsIn(capture.Id))
                Thread.Sleep(1);
            return capture;
        }
        catch
        {
            capture.Dispose();
            throw;
        }
    }

    /// <summary>Interrupts it as Ctrl-C does; everything that its rings hold is written when this returns.</summary>
    /// <remarks>The public tool overlooks a signal that comes just before it begins to wait for packets.</remarks>
    public CaptureCounts Stop()
    {
        do
            _ = Kill(_process.Id, Interrupt);
        while (!_process.WaitForExit(s_untilNextSignal));
        return CaptureCounts.In(_rest!.Result);
    }

    /// <summary>Keeps it from running until <see cref="Continue"/>.</summary>
    public void Suspend() => _ = Kill(_process.Id, Suspended);

    public void Continue() => _ = Kill(_process.Id, Continued);

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void WaitForBanner()
    {
        using var patience = new Timer(_ => _process.Kill(), null, s_patience, Timeout.InfiniteTimeSpan);
        List<string> said = [];
        while (_process.StandardError.ReadLine() is { } line)
        {
            said.Add(line);
            if (!line.Contains("listening on", StringComparison.Ordinal))
                continue;
            TimeToListen = _sinceStart.Elapsed;
            _rest = Task.Run(_process.StandardError.ReadToEnd);
            return;
        }

        throw new ToolRefusedException(string.Join(" / ", said));
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
