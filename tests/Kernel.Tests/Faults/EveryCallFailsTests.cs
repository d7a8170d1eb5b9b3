using System.Text;
using Kernel.Tests.Captures;
using Kernel.Tests.Support;

namespace Kernel.Tests.Faults;

/// <summary>
/// The tool run with each of its system calls made to fail once in turn, through start, a short capture and the end: an error and status 1, or
/// right counts; no stack trace, nothing left attached, and an output that can be read as far as it goes.
/// </summary>
[Collection("captures")]
[Trait("Length", "long")]
public sealed class EveryCallFailsTests : NetworkTest
{
    /// <summary>What the kernel may well answer; where a call is not named, it is out of memory.</summary>
    private static readonly Dictionary<string, string[]> s_errors = new()
    {
        ["bpf"] = ["ENOMEM", "EPERM"],
        ["openat"] = ["EMFILE", "EACCES"],
        ["open"] = ["EMFILE"],
        ["socket"] = ["EMFILE"],
        ["read"] = ["EIO"],
        ["readlink"] = ["EACCES"],
        ["recvmsg"] = ["ENOBUFS"],
        ["recvfrom"] = ["ENOBUFS"],
        ["write"] = ["ENOSPC", "EIO"],
        ["writev"] = ["ENOSPC"],
        ["pwritev"] = ["ENOSPC", "EIO"],
        ["close"] = ["EIO"],
        ["ftruncate"] = ["EIO"],
        ["fcntl"] = ["EBADF"],
        ["fcntl64"] = ["EBADF"],
        ["ioctl"] = ["EPERM"],
    };

    [Theory]
    [InlineData("own", "-i rx0 --load-xdp-program --rx-capture entry,exit -c 4 -w {0}")]
    [InlineData("text", "-i rx0 --load-xdp-program -c 2 -v tcp or not tcp")]
    [InlineData("legacy", "-i rx0 -c 2 -w {0}")]
    [InlineData("list", "-D")]
    public void Each_call_that_fails_is_an_error_with_words_or_does_not_matter(string kind, string words)
    {
        var path = Folder.File("a.pcapng");
        var command = string.Format(System.Globalization.CultureInfo.InvariantCulture, words, path);
        var log = Folder.File("log");
        using var traffic = StartShell(
            $"exec python3 -c 'import socket,time\ns=socket.socket(socket.AF_PACKET,socket.SOCK_RAW);s.bind((\"{Sender}\",0))\nwhile True: s.send(bytes(60)); "
            + "time.sleep(.005)'");
        using (var whole = Run($"strace -f -o {log} $XDPDUMP {command}"))
            Assert.True(whole.ExitCode == 0, whole.Errors);
        var calls = SystemCallTrace.Read(File.ReadLines(log));
        Assert.InRange(calls.Count, 10, 5000);

        var faults = new StringBuilder();
        var refused = 0;
        foreach (var call in calls)
        {
            foreach (var error in s_errors.GetValueOrDefault(call.Name) ?? ["ENOMEM"])
            {
                File.Delete(path);
                using var tool = Run(
                    $"exec strace -f -o /dev/null -e inject={call.Name}:error={error}:when={call.Occurrence} $XDPDUMP {command}");
                refused += tool.ExitCode;
                foreach (var fault in FaultsOf(tool, path))
                    faults.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{kind}, {error} by {call}: {fault}");
            }
        }

        Assert.True(faults.Length == 0, $"{calls.Count} calls\n{faults}");
        // Were it the other way round, the calls would not have failed at all.
        Assert.True(refused > calls.Count / 10, $"{refused} errors by {calls.Count} calls");
    }

    private XdpdumpProcess Run(string line)
    {
        var tool = StartShell($"ulimit -c 0; {line}");
        tool.WaitForExit();
        return tool;
    }

    private IEnumerable<string> FaultsOf(XdpdumpProcess tool, string path)
    {
        var said = tool.Errors;
        if (tool.ExitCode is not (0 or 1))
            yield return $"status {tool.ExitCode}: {said}";
        if (said.Contains("Unhandled", StringComparison.Ordinal) || said.Contains("\n   at ", StringComparison.Ordinal))
            yield return $"a stack trace: {said}";
        if (said.Contains("should not have happened", StringComparison.Ordinal))
            yield return $"nobody has foreseen it: {said}";
        // What keeps the error itself from being written cannot be told.
        if (tool.ExitCode == 1 && said.Length > 0 && !said.Contains("ERROR: ", StringComparison.Ordinal))
            yield return $"no error is told: {said}";
        if (Network.Interface(Receiver).Attachments.Count > 0)
            yield return "a program is left";
        foreach (var fault in FaultsOfFile(tool, path))
            yield return fault;
    }

    private static IEnumerable<string> FaultsOfFile(XdpdumpProcess tool, string path)
    {
        if (!File.Exists(path))
            yield break;
        CaptureFile? file = null;
        string? problem = null;
        try
        {
            file = new FileInfo(path).Length == 0 ? null : CaptureFile.Read(path);
        }
        catch (Exception damaged) when (damaged is InvalidDataException or EndOfStreamException or FormatException)
        {
            problem = damaged.Message;
        }

        if (problem is not null)
            yield return $"the output cannot be read: {problem}";
        if (tool.ExitCode == 0 && file is not null && tool.Errors.Contains(" packets captured", StringComparison.Ordinal)
            && !tool.Errors.Contains($"\n{file.Packets.Count} packets captured\n", StringComparison.Ordinal))
        {
            yield return $"{file.Packets.Count} packets in the file: {tool.Errors}";
        }
    }
}
