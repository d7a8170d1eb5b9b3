using Ebpf.Objects;
using Linux.Network;

namespace Bench.Testbeds;

/// <summary>A receiver of a testbed and what runs at it: one subject of those that take turns.</summary>
internal sealed class Lane : IDisposable
{
    /// <summary>The rings of ours by default, and what a record has besides the packet, at least.</summary>
    public const int RingSize = 16 << 20, RecordOverhead = 60;

    /// <summary>
    /// What wakes a reader before its turn. Until one that sleeps runs, each record of ours rings its doorbell, which takes three times as
    /// long as the record itself: that is the price of the first packets after a pause, not of those that keep coming.
    /// </summary>
    public const uint PacketsToWake = 8;

    /// <summary>Ours stays awake for 10 ms then.</summary>
    public static readonly TimeSpan TimeToWake = TimeSpan.FromMilliseconds(2);

    private readonly SmallProgram? _small;
    private readonly BpfProgram? _opened;

    public Lane(string subject, Receiver receiver, SmallProgram program) =>
        (Subject, Receiver, _small, Program) = (subject, receiver, program, program.Program);

    /// <param name="subject">Its column in the results.</param>
    /// <param name="receiver">Where it captures.</param>
    /// <param name="capture">The tool, which has attached a program of its own.</param>
    /// <param name="testbed">Whose receiver it is.</param>
    public Lane(string subject, Receiver receiver, RunningCapture capture, Testbed testbed)
    {
        (Subject, Receiver, Capture) = (subject, receiver, capture);
        var attached = testbed.Network.Inside(() => NetworkInterfaces.ByIndex(receiver.Index))!.Attachments[0];
        Program = _opened = BpfProgram.OpenById(attached.ProgramId);
    }

    public string Subject { get; }

    public Receiver Receiver { get; }

    /// <summary>What the interface runs for each packet.</summary>
    public BpfProgram Program { get; }

    /// <summary>Null where nothing is captured.</summary>
    public RunningCapture? Capture { get; }

    /// <summary>Whether one of our tools captures; the public one's ring is 1 MiB.</summary>
    public bool HasLargeRing => Capture is not null && Subject != Results.Subjects.Theirs;

    /// <summary>Packets that the limit's program has read; null for others.</summary>
    public ulong? Read => Subject == Results.Subjects.Limit ? _small!.Read : null;

    /// <summary>Gives its reader time to empty the ring, and waits until it has: it may have to wait for a CPU itself.</summary>
    /// <param name="pause">As long as its reader may sleep while its ring is not empty.</param>
    public void LetReaderFinish(TimeSpan pause)
    {
        do
            Thread.Sleep(pause);
        while (Capture is not null && !ProcessStatus.IsAtRest(Capture.Id));
    }

    public override string ToString() => Subject;

    public void Dispose()
    {
        Capture?.Dispose();
        _opened?.Dispose();
        _small?.Dispose();
    }
}
