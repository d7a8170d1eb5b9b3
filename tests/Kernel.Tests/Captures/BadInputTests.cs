using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>What cannot be done is told in one line that says what to do, and leaves nothing behind.</summary>
public sealed class BadInputTests : NetworkTest
{
    private static readonly string[] s_own = ["-i", Receiver, "--load-xdp-program"];

    [Fact]
    public void Unknown_interface_is_told_with_those_there_are() => Refused(
        "there is no interface 'nope0' in this network namespace; there are: lo, ", "-i", "nope0", "--load-xdp-program");

    [Fact]
    public void Missing_interface_is_asked_for() => Refused("which interface? Name one with -i IF", "--load-xdp-program");

    [Theory]
    [InlineData("unknown option '--bogus'", "--bogus")]
    [InlineData("filter 'icmpp': can't parse filter expression: syntax error", "icmpp")]
    [InlineData("-s wants a number of bytes from 0 to 262144, not '12k'", "-s", "12k")]
    [InlineData("-s wants a number of bytes from 0 to 262144, not '262145'", "-s", "262145")]
    [InlineData("-c wants a number of packets of at least 1, not '0'", "-c", "0")]
    [InlineData("-c wants a number of packets of at least 1, not '-1'", "-c=-1")]
    [InlineData("--rx-capture knows entry, exit and entry,exit, not 'middle'", "--rx-capture", "middle")]
    [InlineData("--load-xdp-mode knows native, skb, hw and unspecified, not 'fast'", "--load-xdp-mode", "fast")]
    [InlineData("-s needs a value (N)", "-s")]
    public void Wrong_words_are_told_as_they_were_typed(string message, params string[] words) => Refused(message, [.. s_own, .. words]);

    [Fact]
    public void Hardware_mode_where_there_is_none_is_told_with_the_kernels_answer()
    {
        Refused($"our XDP program cannot be attached to {Receiver} in hw mode: E", [.. s_own, "--load-xdp-mode", "hw"]);
        Refused("that takes a network card which runs BPF programs itself", [.. s_own, "--load-xdp-mode", "hw"]);
    }

    /// <summary>The kernel's and the driver's own words: what they refuse for cannot be told from the errno.</summary>
    [Fact]
    public void What_the_kernel_says_of_a_program_is_passed_on()
    {
        Network.Ip("link", "set", "lo", "up");
        Refused(
            // Its first letter is a matter of the kernel's version.
            "nderlying driver does not support XDP in native mode\"; --load-xdp-mode skb runs it in the network stack, with any driver, and unspecified in the driver where that "
            + "can be, for each of several interfaces", ["-i", "lo", "--load-xdp-program"]);
        Assert.Empty(Network.Interface("lo").Attachments);
    }

    [Fact]
    public void A_folder_cannot_be_written() => Refused($"Cannot write {Folder.Path}: Is a directory", [.. s_own, "-w", Folder.Path]);

    [Fact]
    public void A_file_in_a_missing_folder_cannot_be_written() =>
        Refused("/no/a.pcapng: No such file or directory", [.. s_own, "-w", Folder.File("no/a.pcapng")]);

    [Fact]
    public void A_terminal_gets_no_binary_output()
    {
        using var shell = StartShell($"script -qec \"$XDPDUMP -i {Receiver} --load-xdp-program -w -\" /dev/null");
        shell.WaitForExit();
        Assert.Equal(1, shell.ExitCode);
        Assert.Contains(
            "ERROR: Cannot write standard output: it is a terminal; name a file, or pipe into a program", shell.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "-all", "CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN are missing, which it takes to capture on rx0; run as root, or grant them: to a systemd "
        + "service by \"AmbientCapabilities=CAP_BPF CAP_PERFMON CAP_NET_ADMIN\", to the program by \"setcap cap_bpf,cap_perfmon,cap_net_admin+ep /")]
    [InlineData("-all,+net_admin", "CAP_BPF and CAP_PERFMON are missing, which it takes to capture on rx0; run as root, or grant them: ")]
    [InlineData("-all,+bpf,+net_admin", "CAP_PERFMON is missing, which it takes to load our XDP program; run as root, or grant it: ")]
    [InlineData("-all,+bpf,+perfmon", "CAP_NET_ADMIN is missing, which it takes to load our XDP program; run as root, or grant it: ")]
    public void Missing_capabilities_are_named(string capabilities, string message)
    {
        using var shell = StartWith(capabilities, $"--load-xdp-program -w {Folder.File("new")}");
        shell.WaitForExit();
        Refused(message, shell);
        Assert.Empty(Directory.GetFiles(Folder.Path));
    }

    [Fact]
    public void Three_capabilities_are_enough_for_a_program_of_our_own()
    {
        using var shell = StartWith("-all,+bpf,+perfmon,+net_admin", "--load-xdp-program -c 1");
        shell.WaitForBanner();
        Send(Frames.Plain(60));
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
        Assert.Contains("\n1 packets captured\n", shell.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Tracing_without_root_names_the_capability_that_opens_programs()
    {
        using var target = Attach();
        using var shell = StartWith("-all,+bpf,+perfmon,+net_admin", "");
        shell.WaitForExit();
        Refused($"CAP_SYS_ADMIN is missing, which it takes to look up XDP program {target.Id} on {Receiver} by its id; run as root", shell);
    }

    [Fact]
    public void A_kernel_that_forbids_fentry_is_said_to_do_so_by_policy()
    {
        Requires.FentryForbidden();
        using var target = Attach();
        var file = Folder.File("a.pcapng");
        Refused(
            "this machine's kernel forbids fentry/fexit programs by policy (EPERM although the capabilities are there), so XDP program "
            + $"{target.Spec.FunctionName}@{target.Id} cannot be traced here",
            ["-i", Receiver, "-w", file]);
        Assert.Equal(target.Id, Network.Interface(Receiver).Attachments.Single().ProgramId);
    }

    [Fact]
    public void A_full_disk_ends_the_capture_with_a_readable_file_and_says_what_was_kept()
    {
        Folder.MakeSmallDisk("64k");
        var path = Folder.File("a.pcapng");
        using var tool = StartCapturing([.. s_own, "-w", path]);
        Send(Enumerable.Range(0, 1000).Select(number => Frames.Numbered(200, (uint)number)));
        tool.WaitForExit();

        var packets = CaptureFile.Read(path).Packets;
        Assert.Equal(1, tool.ExitCode);
        Assert.InRange(packets.Count, 100, 400);
        Assert.Equal(Enumerable.Range(1, packets.Count).Select(id => (ulong?)id), packets.Select(packet => packet.Id));
        Assert.Contains($"\n\n{packets.Count} packets captured\n", tool.Errors, StringComparison.Ordinal);
        Assert.EndsWith(
            $"ERROR: Cannot write {path}: No space left on device; {packets.Count} packets ({new FileInfo(path).Length} bytes) were kept\n",
            tool.Errors, StringComparison.Ordinal);
        Assert.Empty(Network.Interface(Receiver).Attachments);
    }

    /// <summary>Runs the tool without some of root's capabilities: an exec cannot gain what is not in the bounding set.</summary>
    private XdpdumpProcess StartWith(string capabilities, string words) => StartShell(
        $"exec setpriv --inh-caps=-all --bounding-set={capabilities} $XDPDUMP -i {Receiver} {words}");

    /// <summary>Refused with these words; a file that was there keeps what is in it, and one that was not is not made.</summary>
    private void Refused(string message, params string[] words)
    {
        var (kept, fresh) = (Folder.File("kept"), Folder.File("new"));
        File.WriteAllText(kept, "kept");
        string[][] outputs = words.Contains("-w") ? [[]] : [["-w", kept], ["-w", fresh]];
        foreach (var output in outputs)
        {
            using var tool = RunToEnd([.. output, .. words]);
            Refused(message, tool);
        }

        Assert.Equal("kept", File.ReadAllText(kept));
        Assert.Equal([kept], Directory.GetFileSystemEntries(Folder.Path));
    }

    private static void Refused(string message, XdpdumpProcess tool)
    {
        Assert.Equal(1, tool.ExitCode);
        Assert.Empty(tool.Output);
        // What is warned of and said before that.
        var error = Assert.Single(tool.Errors.TrimEnd('\n').Split('\n'), line => !line.StartsWith("WARNING: ", StringComparison.Ordinal)
            && !line.StartsWith("Specified interface does not have an XDP program loaded! ", StringComparison.Ordinal));
        Assert.StartsWith("ERROR: ", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }
}
