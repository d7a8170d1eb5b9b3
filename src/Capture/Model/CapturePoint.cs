namespace Capture.Model;

/// <summary>Where in a program's run a packet is captured.</summary>
public enum CapturePosition : byte
{
    /// <summary>Before the program has touched it.</summary>
    Entry,

    /// <summary>After the program, with its action.</summary>
    Exit,
}

/// <summary>What a capture point's name is made of: the names of interfaces and functions are others' and may be there twice.</summary>
public enum PointNaming : byte
{
    /// <summary>The function's name: it is the first of that name.</summary>
    Plain,

    /// <summary>The program's id too: xdp_main@123.</summary>
    WithProgram,

    /// <summary>The ifindex as well, eth0/4, which no interface can be called: another interface that had this name ran the program.</summary>
    WithProgramAndInterface,
}

/// <summary>
/// One place packets are captured at: a program on an interface, before or after it; or an interface that has none
/// (<see cref="IsLegacy"/>).
/// </summary>
/// <param name="InterfaceId">The pcapng interface its records carry; points count from 0 without gaps.</param>
/// <param name="InterfaceName">The network interface, such as eth0.</param>
/// <param name="InterfaceIndex">Its ifindex.</param>
/// <param name="ProgramId">The kernel's id of the XDP program.</param>
/// <param name="FunctionName">The program's function, by its full name and without parentheses.</param>
/// <param name="Position">Before or after the program.</param>
public sealed record CapturePoint(
    uint InterfaceId, string InterfaceName, int InterfaceIndex, uint ProgramId, string FunctionName, CapturePosition Position)
{
    /// <summary>The point in words: eth0 xdp_main()@entry.</summary>
    public string Title => IsLegacy ? InterfaceLabel(Naming) : $"{InterfaceLabel(Naming)} {TitleOnInterface}";

    /// <summary>The same without the interface: xdp_main()@entry.</summary>
    public string TitleOnInterface => $"{FunctionLabel(Naming)}()@{(Position == CapturePosition.Entry ? "entry" : "exit")}";

    /// <summary>Its pcapng interface's name: eth0@fentry, eth0:xdp_main()@fexit.</summary>
    public string FileName => IsLegacy ? InterfaceLabel(FileNaming)
        : IsOnlyProgram && FileNaming == PointNaming.Plain ? $"{InterfaceName}@{Hook}"
        : FileTitle(FileNaming);

    /// <summary>Its pcapng interface's description: eth0:xdp_main()@fexit; null where there is no program.</summary>
    public string? FileDescription => IsLegacy ? null : FileTitle(Naming);

    /// <summary>How much it takes to tell it from the capture's other points, wherever a person reads of it.</summary>
    public PointNaming Naming { get; init; }

    /// <summary>The same for its pcapng interface's name, which is shorter and so is taken sooner.</summary>
    public PointNaming FileNaming { get; init; }

    /// <summary>Whether it belongs to the only program captured at on its interface: then it goes by the interface's name alone.</summary>
    public bool IsOnlyProgram { get; init; } = true;

    /// <summary>Whether there is no XDP program and libpcap captures in its place; then the program's id and name say nothing.</summary>
    public bool IsLegacy { get; init; }

    /// <summary>LINKTYPE_ number of its packets: 1 is Ethernet.</summary>
    public ushort LinkType { get; init; } = LinkTypes.Ethernet;

    /// <summary>A name for that, such as EN10MB.</summary>
    public string LinkTypeName { get => field ?? LinkTypes.NameOf(LinkType); init; }

    /// <summary>Whether it is known what its packets begin with.</summary>
    public bool IsLinkTypeKnown => LinkType != LinkTypes.Unknown;

    private string Hook => Position == CapturePosition.Entry ? "fentry" : "fexit";

    private string FileTitle(PointNaming naming) => $"{InterfaceLabel(naming)}:{FunctionLabel(naming)}()@{Hook}";

    private string FunctionLabel(PointNaming naming) => naming == PointNaming.Plain ? FunctionName : $"{FunctionName}@{ProgramId}";

    private string InterfaceLabel(PointNaming naming) =>
        naming == PointNaming.WithProgramAndInterface ? $"{InterfaceName}/{InterfaceIndex}" : InterfaceName;
}
