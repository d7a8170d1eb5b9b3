namespace Ebpf.Objects;

/// <summary>How a program is run by hand: BPF_PROG_TEST_RUN.</summary>
public sealed record TestRunOptions
{
    /// <summary>The packet. For XDP no fewer than 14 bytes, which some kernels insist on.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>
    /// The context before the run, see <see cref="XdpContext"/> (for XDP programs 5.15); empty: the kernel makes one up, on the loopback
    /// interface.
    /// </summary>
    public ReadOnlyMemory<byte> Context { get; init; }

    /// <summary>How often; 0 counts as 1.</summary>
    public uint Repeat { get; init; } = 1;

    /// <summary>
    /// Whether the packets are real: XDP_TX sends them out of the context's interface, XDP_PASS gives them to the stack (5.18).
    /// </summary>
    public bool LiveFrames { get; init; }

    /// <summary>Live packets handled at a time, at most 256; 0 lets the kernel choose 64.</summary>
    public uint BatchSize { get; init; }

    /// <summary>Where the packet goes after the last run; empty: it is not wanted. Must be empty for live frames.</summary>
    public Memory<byte> DataOut { get; init; }
}

/// <summary>What a run by hand gave.</summary>
/// <param name="ReturnValue">What the program returned, the last time; 0 for live frames.</param>
/// <param name="DurationNanoseconds">Mean time of one run.</param>
/// <param name="DataSizeOut">Size in bytes of the packet after the last run.</param>
public readonly record struct TestRunResult(uint ReturnValue, uint DurationNanoseconds, int DataSizeOut);
