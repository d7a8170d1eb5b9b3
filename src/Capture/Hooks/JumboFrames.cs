using System.Globalization;
using Capture.Emission;
using Capture.Reasons;
using Ebpf.Btf;
using Ebpf.Features;
using Linux.Processes;

namespace Capture.Hooks;

/// <summary>What fentry and fexit can do here about packets in several buffers (jumbo frames).</summary>
/// <param name="Access">How they are read; null on kernels that have none, and where the kernel's layout is not understood.</param>
/// <param name="Limit">Why they are not captured whole; null when they are.</param>
internal sealed record JumboFrames(FragmentAccess? Access, LengthReason? Limit)
{
    private const string PointerRestriction = "/proc/sys/kernel/kptr_restrict";

    private static readonly string[] s_mapVariables = ["vmemmap_base", "page_offset_base"];

    /// <summary>Finds out.</summary>
    public static JumboFrames Find(BtfBlob kernel) => Find(kernel, ReadMap, HostPrivileges.Real, HiddenFromAll);

    internal static JumboFrames Find(
        BtfBlob kernel, Func<(VariableAnswer Answer, DirectMap? Map)> readMap, HostPrivileges here, Func<bool> hiddenFromAll)
    {
        if (!FragmentOffsets.Exist(kernel))
            return new JumboFrames(null, null);
        if (FragmentOffsets.From(kernel, out var missing) is not { } offsets)
            return new JumboFrames(null, new JumboLayoutUnknown(missing!));

        var (answer, map) = readMap();
        return new JumboFrames(new FragmentAccess(offsets, map), answer switch
        {
            VariableAnswer.Known => null,
            VariableAnswer.Hidden when hiddenFromAll() => new JumboHiddenFromAll(),
            VariableAnswer.Hidden when !here.Has(Capability.Syslog) => new JumboNeedsSyslog(),
            VariableAnswer.Unknown => new JumboMapUnknown(s_mapVariables[0]),
            _ => new JumboMapRefused(),
        });
    }

    private static (VariableAnswer Answer, DirectMap? Map) ReadMap() =>
        KernelVariables.Read(s_mapVariables, out var values) is var answer && answer == VariableAnswer.Known
            ? (answer, new DirectMap(values[0], values[1]))
            : (answer, null);

    /// <summary>kernel.kptr_restrict 2 hides addresses whatever the capabilities.</summary>
    private static bool HiddenFromAll()
    {
        try
        {
            return int.TryParse(File.ReadAllText(PointerRestriction), CultureInfo.InvariantCulture, out var level) && level >= 2;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false; // for wording only
        }
    }
}
