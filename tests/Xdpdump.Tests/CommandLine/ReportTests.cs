using System.Text;
using Capture;
using Capture.Model;
using Capture.Output;
using Capture.Reasons;
using Capture.Tests;
using Linux;
using Xdpdump.CommandLine;

namespace Xdpdump.Tests.CommandLine;

/// <summary>What the end of a capture says of what was lost.</summary>
public sealed class ReportTests
{
    [Fact]
    public void Cpus_without_a_ring_are_warned_of_and_what_no_packet_tells_of_is_told()
    {
        var point = new PointStatistics(FakeRecords.Entry, 5, 6) { LostOnCpu = [0, 1], LostBySkip = 2, LostWithoutRing = 3, LostAtEnd = 4 };
        var said = Report(new CaptureResult([point], 0, null), verbosity: 1);
        Assert.Contains(
            ": 5 captured, 6 dropped: 1 on CPU 1, 2 where the kernel skipped a run, 3 on CPUs that have no ring; "
            + "of these 4 after the last one captured\n", said, StringComparison.Ordinal);
        Assert.Contains(
            "WARNING: 3 packets came on CPUs that have no ring and count as dropped, whatever filter was asked for: the kernel told of 2 CPUs "
            + "and uses more. Steer the interface's interrupts to CPUs 0 to 1 (/proc/irq/*/smp_affinity), or capture from outside of the "
            + "container\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_every_cpu_has_a_ring_there_is_nothing_to_warn_of() => Assert.DoesNotContain(
        "no ring", Report(new CaptureResult([new PointStatistics(FakeRecords.Entry, 5, 6) { LostOnCpu = [6] }], 0, null), verbosity: 1),
        StringComparison.Ordinal);

    [Fact]
    public void Whatever_is_warned_of_the_two_counts_come_last()
    {
        var point = new PointStatistics(FakeRecords.Entry, 5, 6) { LostOnCpu = [6], LostWithoutRing = 3 };
        var result = new CaptureResult([point], 0, null) { Cut = 1, Undecided = 2, Unproven = 3, SkippedUnknown = [("eth0", "EPERM")] };
        var said = Report(result, verbosity: 0);
        Assert.Equal(5, said.Split("WARNING: ").Length - 1);
        Assert.EndsWith("\n\n5 packets captured\n6 packets dropped by ring\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_that_failed_is_told_of_with_what_it_holds()
    {
        var result = new CaptureResult([new(FakeRecords.Entry, 1, 0), new(FakeRecords.Exit, 1, 0)], 0, new CaptureException(new InterfaceGone("eth0", false)));
        Assert.EndsWith(
            "\n2 packets captured\n0 packets dropped by ring\n"
            + "ERROR: Cannot write a.pcapng: No space left on device; 2 packets (320 bytes) were kept\n",
            Report(result with { OutputEnd = new OutputFailed("a.pcapng", Errno.ENOSPC, 320) }, verbosity: 0, status: 1),
            StringComparison.Ordinal);
        Assert.EndsWith(
            "ERROR: Cannot write a.pcapng: Permission denied\n",
            Report(result with { OutputEnd = new OutputFailed("a.pcapng", Errno.EACCES, null) }, verbosity: 0, status: 1),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Readers_that_have_gone_are_no_failure() => Assert.EndsWith(
        "1 packets captured\n0 packets dropped by ring\n",
        Report(new CaptureResult([new(FakeRecords.Entry, 1, 0)], 0, null) { OutputEnd = new OutputClosed("standard output") }, verbosity: 0),
        StringComparison.Ordinal);

    [Fact]
    public void Runs_that_were_skipped_where_interfaces_share_a_program_are_among_the_dropped_and_said_to_be_nobodys()
    {
        var result = new CaptureResult([new PointStatistics(FakeRecords.Entry, 5, 6) { LostOnCpu = [6] }], 0, null)
        {
            SkippedAtShared = [("xdp_main@7 at exit", 4)],
        };
        var said = Report(result, verbosity: 0);
        Assert.Contains("WARNING: 4 packets were dropped at xdp_main@7 at exit since the kernel skipped", said, StringComparison.Ordinal);
        Assert.EndsWith("\n\n5 packets captured\n10 packets dropped by ring\n", said, StringComparison.Ordinal);
    }

    private static string Report(CaptureResult result, int verbosity, int status = 0)
    {
        var before = Messages.Write;
        var said = new StringBuilder();
        Messages.Write = text => said.Append(text);
        try
        {
            Assert.Equal(status, CaptureReport.Say(result, new Settings { Verbosity = verbosity }));
            return said.ToString();
        }
        finally
        {
            Messages.Write = before;
        }
    }
}
