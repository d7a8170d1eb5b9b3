namespace Capture.Sinks;

/// <summary>The program at the other end of the pipe has gone (EPIPE): it has seen enough, which is a clean end.</summary>
public sealed class OutputClosedException : Exception
{
    /// <summary>Reports the closed output.</summary>
    /// <param name="path">The output as the user knows it.</param>
    /// <param name="recordsKept">Packets that went into the pipe, over the whole capture; how many were read is not known.</param>
    public OutputClosedException(string path, long recordsKept)
        : base($"Nobody reads {path} any more")
    {
        Path = path;
        RecordsKept = recordsKept;
    }

    /// <summary>The output as the user knows it.</summary>
    public string Path { get; }

    /// <summary>Packets that went into the pipe, over the whole capture; how many were read is not known.</summary>
    public long RecordsKept { get; }
}
