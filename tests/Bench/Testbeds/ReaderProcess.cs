using System.Diagnostics;
using System.Globalization;

namespace Bench.Testbeds;

/// <summary>Another process of this program, or of its earlier self, that measures its reader when it is asked to.</summary>
internal sealed class ReaderProcess : IDisposable
{
    private readonly Process _process;

    /// <param name="testbed">Gives it its CPU.</param>
    /// <param name="bench">The program.</param>
    public ReaderProcess(Testbed testbed, string bench)
    {
        var start = new ProcessStartInfo(bench, ["--child", "reader"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        _process = testbed.OnSenderCpu(() => Process.Start(start)!);
    }

    /// <summary>Records or bytes per second; null if its revision does not know such work.</summary>
    public double? Measure(ReaderWork work)
    {
        _process.StandardInput.WriteLine(work.ToString());
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"{_process.StartInfo.FileName} --child reader ended instead of measuring \"{work}\"");
        return answer == ReaderChild.Unknown ? null : double.Parse(answer, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(1000))
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
