using System.Globalization;
using System.Text;
using CsCheck;
using Kernel.Tests.Support;
using Xdpdump.Tests.CommandLine;

namespace Kernel.Tests.Captures;

/// <summary>The tool as a process, with whatever words: it ends by itself, with status 0 or 1, and never with a stack trace.</summary>
[Trait("Length", "long")]
public sealed class AnyWordsTests : NetworkTest
{
    private const int Processes = 2000;
    private const int MostMemory = 200 << 10; // KiB

    private static readonly byte[][] s_brokenText = [[0xff], [0xc3], [0xed, 0xa0, 0x80], [(byte)'-', (byte)'i', 0xfe]];

    [Fact]
    public void Any_words_end_in_good_order()
    {
        // Nobody's process, who may not capture: whatever interface the words hit on, nothing begins.
        var (script, log) = (Folder.File("script"), Folder.File("log"));
        var vectors = AnyWords.Vectors.Array[Processes].Single();
        File.WriteAllText(script, Script(vectors));
        TestNetwork.Shell("chmod", "a+rx", Folder.Path, script);
        using var shell = StartShell(
            $"cd /; ulimit -d {MostMemory} -c 0; exec setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set=-all --inh-caps=-all "
            + $"bash {script} >{log} 2>&1 </dev/null");
        shell.WaitForExit();

        var runs = File.ReadAllText(log).Split('\u0001', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Processes, runs.Length);
        Assert.All(runs, run => Check(run, vectors));
    }

    private static void Check(string run, string[][] vectors)
    {
        var number = int.Parse(run.Split('\n')[0], CultureInfo.InvariantCulture);
        var (said, status) = (run[(run.IndexOf('\n', StringComparison.Ordinal) + 1)..].Split('\u0002')[0], run.Split('\u0002')[1].Trim());
        var isGood = status switch
        {
            "0" => true,
            "1" => said.Split('\n').Any(line => line.StartsWith("ERROR: ", StringComparison.Ordinal)),
            _ => false,
        };
        Assert.True(
            isGood && !said.Contains("   at ", StringComparison.Ordinal) && !said.Contains("nhandled", StringComparison.Ordinal)
            && said.All(letter => letter == '\n' || letter == '\t' || !char.IsControl(letter)),
            $"{string.Join('␣', vectors[number])}: status {status}: {said}");
    }

    /// <summary>One shell for all: to make a process of each is most of the time as it is.</summary>
    private static string Script(string[][] vectors)
    {
        var script = new StringBuilder("run() { printf '\\1%s\\n' $1; shift; \"$XDPDUMP\" \"$@\"; printf '\\2%s\\n' $?; }\n");
        foreach (var (number, words) in vectors.Index())
        {
            script.Append(CultureInfo.InvariantCulture, $"run {number}");
            foreach (var word in words)
                script.Append(" $'").AppendJoin("", Encoding.UTF8.GetBytes(word).Select(one => $"\\x{one:x2}")).Append('\'');
            if (number % 50 == 0)
                script.Append(" $'").AppendJoin("", s_brokenText[number / 50 % s_brokenText.Length].Select(one => $"\\x{one:x2}")).Append('\'');
            script.Append('\n');
        }

        return script.ToString();
    }
}
