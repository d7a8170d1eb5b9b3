using System.Runtime.InteropServices;
using Capture.Reasons;
using Ebpf.Objects;
using Ebpf.Sys;

namespace Capture.Attachment;

/// <summary>Where capture programs look up whether an interface is a slave of the one they capture on; changed while they run.</summary>
internal sealed class SlaveMap : IDisposable
{
    /// <summary>Slaves that a capture can have, those of all its interfaces together.</summary>
    public const int Maximum = 4096;

    private readonly BpfMap _map;

    private SlaveMap(BpfMap map) => _map = map;

    /// <summary>The map itself; stays this one's to dispose.</summary>
    public BpfMap Map => _map;

    /// <exception cref="CaptureException">The kernel refuses.</exception>
    public static SlaveMap Create()
    {
        try
        {
            return new SlaveMap(BpfMap.Create(new MapSpec(
                MapType.Hash, KeySize: 2 * sizeof(int), ValueSize: sizeof(int), Maximum, MapFlags.None, "xdpdump_slaves")));
        }
        catch (BpfException failure)
        {
            throw LoadFailures.Explain(failure, new CreateSlaveTable());
        }
    }

    /// <exception cref="CaptureException">There are too many.</exception>
    public void Add(int master, int slave)
    {
        try
        {
            _map.Update(Bytes([slave, master]), Bytes([1]));
        }
        catch (BpfException failure) when (failure.Errno == Errno.E2BIG)
        {
            throw CaptureErrors.TooManySlaves(Maximum, failure);
        }
    }

    public void Remove(int master, int slave) => _map.Delete(Bytes([slave, master]));

    public void Dispose() => _map.Dispose();

    private static ReadOnlySpan<byte> Bytes(int[] words) => MemoryMarshal.AsBytes<int>(words);
}
