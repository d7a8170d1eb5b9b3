using System.Runtime.InteropServices;
using Capture.Reasons;
using Capture.Records;
using Ebpf.Objects;
using Linux;

namespace Capture.Hooks;

/// <summary>
/// Where capture programs that are not one interface's alone look up whether they capture on an interface, and where its slots begin; it
/// changes while they run.
/// </summary>
/// <remarks>
/// What is removed may still be in a program's hands, and its memory is used again: a grace period passes before entries of another
/// interface's slots are added.
/// </remarks>
internal sealed class MemberMap : IDisposable
{
    /// <summary>Interfaces that a capture can look up, slaves among them.</summary>
    public const int Maximum = 8192;

    private readonly BpfMap _map;
    private readonly Dictionary<(int Group, int Index), int> _owners = []; // by their first slot

    private MemberMap(BpfMap map) => _map = map;

    /// <summary>The map itself; stays this one's to dispose.</summary>
    public BpfMap Map => _map;

    /// <exception cref="CaptureException">The kernel refuses.</exception>
    public static MemberMap Create()
    {
        try
        {
            return new MemberMap(BpfMap.Create(new MapSpec(
                MapType.Hash, KeySize: 2 * sizeof(int), ValueSize: sizeof(int), Maximum, MapFlags.None, "xdpdump_members")));
        }
        catch (BpfException failure)
        {
            throw LoadFailures.Explain(failure, new CreateMemberTable());
        }
    }

    /// <summary>Has a group's programs capture what comes in by an interface.</summary>
    /// <exception cref="CaptureException">There are too many.</exception>
    public void Add(int group, int index, SlotRange slots)
    {
        try
        {
            _map.Update(Bytes([index, group]), Bytes([slots.First]));
            _owners[(group, index)] = slots.First;
        }
        catch (BpfException failure) when (failure.Errno == Errno.E2BIG)
        {
            throw new CaptureException(new TooManyMembers(Maximum), cause: failure);
        }
        catch (BpfException failure)
        {
            throw LoadFailures.Explain(failure, new CreateMemberTable());
        }
    }

    /// <summary>Takes an interface out, unless it is another's by now: a slave that has moved, say.</summary>
    public void Remove(int group, int index, SlotRange slots)
    {
        if (!_owners.TryGetValue((group, index), out var first) || first != slots.First)
            return;
        _owners.Remove((group, index));
        _map.Delete(Bytes([index, group]));
    }

    public void Dispose() => _map.Dispose();

    private static ReadOnlySpan<byte> Bytes(int[] words) => MemoryMarshal.AsBytes<int>(words);
}
