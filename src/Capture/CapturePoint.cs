namespace Capture;

/// <summary>Where in a program's run a packet is captured.</summary>
public enum CapturePosition : byte
{
    /// <summary>Before the program has touched it.</summary>
    Entry,

    /// <summary>After the program, with its action.</summary>
    Exit,
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
    public string Title => IsLegacy ? InterfaceName : $"{InterfaceName} {FunctionName}()@{(Position == CapturePosition.Entry ? "entry" : "exit")}";

    /// <summary>Whether it belongs to the only program captured at on its interface: then it goes by the interface's name alone.</summary>
    public bool IsOnlyProgram { get; init; } = true;

    /// <summary>Whether there is no XDP program and libpcap captures in its place; then the program's id and name say nothing.</summary>
    public bool IsLegacy { get; init; }

    /// <summary>LINKTYPE_ number of its packets. XDP programs see Ethernet, 1.</summary>
    public ushort LinkType { get; init; } = 1;
}
