using System.Diagnostics;
using System.Text;

namespace Kernel.Tests.Support;

/// <summary>
/// A capture tool as a user runs it: a process of its own in the test's namespace. Tests may wait for what it says and end
/// it with a signal.
/// </summary>
internal abstract class ToolProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly StringBuilder _output = new();
    private readonly Task _reading;

    /// <summary>Starts a command in the network's namespace; the file systems, /sys/fs/bpf among them, stay this process's.</summary>
    protected ToolProcess(TestNetwork network, IEnumerable<string> words, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("nsenter", [$"--net={network.Path}", .. words])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _reading = Task.WhenAll(Read(_process.StandardOutput, _output), Read(_process.StandardError, _errors));
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>What it has printed on standard output so far.</summary>
    public string Output => Locked(_output);

    /// <summary>What it has said on standard error so far.</summary>
    public string Errors => Locked(_errors);

    public void WaitForBanner() => WaitFor(() => Errors.Contains("listening on", StringComparison.Ordinal), "the banner");

    /// <summary>Waits until standard output has this many lines.</summary>
    public void WaitForLines(int count) => WaitFor(() => Output.Count(c => c == '\n') >= count, $"{count} lines");

    public void WaitFor(Func<bool> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            if (waited.Elapsed > Wait.Patience || (_process.HasExited && _reading.IsCompleted && !condition()))
                throw new TimeoutException($"waited for {what}; output: {Output}; errors: {Errors}");
            Thread.Sleep(5);
        }
    }

    /// <summary>Sends a signal by name, such as INT.</summary>
    public void Signal(string name) => TestNetwork.Shell("kill", $"-{name}", $"{_process.Id}");

    /// <summary>Interrupts it as Ctrl-C does and waits for its end.</summary>
    public virtual void Interrupt()
    {
        Signal("INT");
        WaitForExit();
    }

    public void WaitForExit()
    {
        if (!WaitForExit(Wait.Patience))
            throw new TimeoutException($"waited for the end; output: {Output}; errors: {Errors}");
        _reading.Wait(Wait.Patience);
    }

    /// <summary>Whether it ends in time.</summary>
    protected bool WaitForExit(TimeSpan patience) => _process.WaitForExit(patience);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static async Task Read(StreamReader from, StringBuilder into)
    {
        var buffer = new char[4096];
        for (int length; (length = await from.ReadAsync(buffer).ConfigureAwait(false)) > 0;)
        {
            lock (into)
                into.Append(buffer, 0, length);
        }
    }

    private static string Locked(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }
}
