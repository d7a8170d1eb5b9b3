using Capture.Output;

namespace Capture.Sinks;

/// <summary>The output that a sink was begun on.</summary>
internal static class SinkOutput
{
    /// <summary>The output; it is there from <see cref="IPacketSink.Begin"/> to <see cref="IPacketSink.End"/>.</summary>
    /// <exception cref="InvalidOperationException">The sink is called in another order than it may be.</exception>
    public static OutputStream Begun(this OutputStream? output) =>
        output ?? throw new InvalidOperationException("A sink is begun on an output before it is written to");
}
