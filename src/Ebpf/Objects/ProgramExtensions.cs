using Ebpf.Btf;
using Linux;

namespace Ebpf.Objects;

/// <summary>All functions of BPF programs that other programs replace, found by walking the kernel's links.</summary>
/// <param name="Found">Those the kernel told of, in the order of their links' ids.</param>
/// <param name="TargetsAreTold">
/// Whether the kernel tells what tracing links are attached to, as it does from Linux 5.13 on. If not, there may be extensions that are not
/// in <paramref name="Found"/>.
/// </param>
public sealed record ProgramExtensions(IReadOnlyList<ProgramExtension> Found, bool TargetsAreTold)
{
    /// <summary>Walks the links as they are now. One that goes away meanwhile is left out.</summary>
    /// <exception cref="BpfException">EPERM: it takes CAP_SYS_ADMIN. EINVAL: the kernel has no links to walk (before 5.8).</exception>
    public static ProgramExtensions Find()
    {
        var found = new List<ProgramExtension>();
        bool told = true;
        foreach (uint id in BpfLink.Ids())
        {
            using BpfLink? link = BpfLink.TryOpenById(id);
            if (link is null || TryGetInfo(link, ref told) is not { Type: LinkType.Tracing } info)
                continue;
            // The target of a link to a kernel function is a BTF object, whose id may be that of some program as well:
            // only the attached program's type says that this is a program's function.
            if (info.TargetObjectId is not { } target)
                told = false;
            else if (IsExtension(info.ProgramId))
                found.Add(new ProgramExtension(info.ProgramId, target, new BtfTypeId(info.TargetBtfTypeId ?? 0)));
        }

        return new ProgramExtensions(found, told);
    }

    private static LinkInfo? TryGetInfo(BpfLink link, ref bool told)
    {
        try
        {
            return link.GetInfo();
        }
        catch (BpfException failure)
        {
            // Some kinds have nothing to tell without more being asked. Tracing links always tell, so it is a policy, or a lack of memory,
            // that may hide one.
            told &= failure.Errno != Errno.EPERM && failure.Errno != Errno.EACCES && failure.Errno != Errno.ENOMEM;
            return null;
        }
    }

    private static bool IsExtension(uint id)
    {
        using BpfProgram? program = BpfProgram.TryOpenById(id);
        return program?.GetInfo().Type == ProgramType.Extension;
    }
}
