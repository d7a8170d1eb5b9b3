using Bench.Results;

namespace Bench.Testbeds;

/// <summary>
/// All subjects of a comparison on one testbed, each at a receiver of its own, all running at the same time: so they can be measured in
/// turns, within milliseconds of each other. Readers share the tools' CPU and sleep while it is not their turn.
/// </summary>
internal sealed class Lineup : IDisposable
{
    private readonly List<Lane> _lanes = [];

    public Testbed Testbed { get; } = new();

    public IReadOnlyList<Lane> Lanes => _lanes;

    /// <summary>A program that only passes packets on.</summary>
    public Lineup AddBare(string subject = Subjects.Bare)
    {
        var receiver = Testbed.AddReceiver();
        _lanes.Add(new Lane(subject, receiver, SmallProgram.Passing(Testbed, receiver)));
        return this;
    }

    /// <summary>A program that reads a byte of each cache line.</summary>
    public Lineup AddLimit(int frameLength)
    {
        var receiver = Testbed.AddReceiver();
        _lanes.Add(new Lane(Subjects.Limit, receiver, SmallProgram.Reading(Testbed, receiver, frameLength)));
        return this;
    }

    /// <summary>Each tool, capturing to /dev/null.</summary>
    public Lineup AddTools()
    {
        foreach (var tool in Tool.All)
            Add(tool, tool.Subject);
        return this;
    }

    /// <summary>Ours and its earlier self, capturing to /dev/null.</summary>
    /// <param name="subject">What ours is called.</param>
    /// <param name="words">Arguments besides those that every capture needs.</param>
    public Lineup AddOwn(string subject, params string[] words)
    {
        foreach (var tool in Tool.Own)
            Add(tool, tool == Tool.Ours ? subject : Subjects.Before(subject), words);
        return this;
    }

    /// <summary>Whether the limit's program has read each packet that came, and not given up early.</summary>
    /// <remarks>To be asked on a thread of the testbed.</remarks>
    public void CheckLimit()
    {
        if (_lanes.Find(lane => lane.Subject == Subjects.Limit) is { } limit && (long)limit.Read! is var read && read < limit.Receiver.Received)
            throw new InvalidOperationException($"the limit's program has read {read} of {limit.Receiver.Received} packets");
    }

    /// <summary>Measures something while no reader can run.</summary>
    public T WithoutReaders<T>(Func<T> measure)
    {
        var captures = _lanes.Select(lane => lane.Capture).OfType<RunningCapture>().ToList();
        captures.ForEach(capture => capture.Suspend());
        try
        {
            return measure();
        }
        finally
        {
            captures.ForEach(capture => capture.Continue());
        }
    }

    /// <summary>Ends all captures.</summary>
    /// <returns>What each tool says of its own; subjects that capture nothing are left out.</returns>
    public IReadOnlyDictionary<string, CaptureCounts> Stop() =>
        _lanes.Where(lane => lane.Capture is not null).ToDictionary(lane => lane.Subject, lane => lane.Capture!.Stop());

    public void Dispose()
    {
        _lanes.ForEach(lane => lane.Dispose());
        Testbed.Dispose();
    }

    private void Add(Tool tool, string subject, params string[] words)
    {
        var receiver = Testbed.AddReceiver();
        try
        {
            _lanes.Add(new Lane(subject, receiver, RunningCapture.Start(Testbed, tool, [.. Tool.OwnProgram(receiver), "-w", "/dev/null", .. words]), Testbed));
        }
        catch (ToolRefusedException refused) when (tool != Tool.Ours)
        {
            Console.Error.WriteLine($"\r{subject} is left out: {refused.Message}");
        }
    }
}
