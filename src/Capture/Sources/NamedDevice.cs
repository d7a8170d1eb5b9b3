using System.Runtime.CompilerServices;
using SharpPcap.LibPcap;

namespace Capture.Sources;

/// <summary>A device of SharpPcap that is opened by its name, and lets its descriptor be seen.</summary>
/// <remarks>
/// SharpPcap has devices only as entries of a list of all, for which libpcap asks about every interface there is: seconds, where there are
/// thousands. Of its entry a device asks two things to be opened: the name, and whether there are credentials for another machine. So an
/// entry with a name is enough, which SharpPcap offers nobody to make.
/// </remarks>
/// <param name="name">Of an interface in the calling thread's network namespace.</param>
internal sealed class NamedDevice(string name) : LibPcapLiveDevice(Entry(name))
{
    /// <summary>Readable when there may be packets.</summary>
    public int Selectable => FileDescriptor;

    private static PcapInterface Entry(string name)
    {
        var entry = (PcapInterface)RuntimeHelpers.GetUninitializedObject(typeof(PcapInterface));
        SetName(entry, name);
        return entry;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_Name")]
    private static extern void SetName(PcapInterface entry, string name);
}
