using Capture.Reasons;
using Linux;
using Linux.Network;

namespace Capture.Targets;

/// <summary>All programs that handle the packets an interface receives, as they were at one moment.</summary>
/// <param name="Interface">The interface.</param>
/// <param name="Attached">Its XDP programs, one per mode at most, in the order of the modes.</param>
public sealed record InterfacePrograms(NetworkInterface Interface, IReadOnlyList<AttachedProgram> Attached)
{
    /// <summary>
    /// Finds interfaces by names or ifindexes, several in a text with commas, in the calling thread's network namespace.
    /// </summary>
    /// <exception cref="CaptureException">One is not there.</exception>
    public static IReadOnlyList<NetworkInterface> FindInterfaces(IReadOnlyList<string> texts) => TargetDiscovery.FindInterfaces(texts);

    /// <summary>Looks up the programs of an interface of the calling thread's network namespace.</summary>
    /// <remarks>
    /// A program that cannot be looked at is in the list all the same and says why (<see cref="XdpProgram.Unseen"/>).
    /// Where programs come and go meanwhile, the interface is looked up again, once.
    /// </remarks>
    /// <exception cref="SystemCallException">The kernel refused in a way that no missing capability explains.</exception>
    public static InterfacePrograms Read(NetworkInterface on) => Reader().Read(on);

    /// <summary>The same for several interfaces, for less than each of them costs alone.</summary>
    /// <inheritdoc cref="Read(NetworkInterface)" path="/remarks"/>
    /// <inheritdoc cref="Read(NetworkInterface)" path="/exception"/>
    public static IReadOnlyList<InterfacePrograms> Read(IReadOnlyList<NetworkInterface> several)
    {
        ArgumentNullException.ThrowIfNull(several);
        var reader = Reader();
        return [.. several.Select(reader.Read)];
    }

    private static ProgramReader Reader() => new(NetworkInterfaces.ByIndex);
}
