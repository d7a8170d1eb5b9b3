using Ebpf.Asm;

namespace ClassicBpf.Translation;

/// <summary>The register plan of a translated filter: where it finds the packet, and what it may use. No helper is called in it.</summary>
internal sealed record FilterFrame
{
    /// <summary>Bytes at <see cref="Workspace"/>: the sixteen words of M, then what <see cref="VerifierSpill"/> needs.</summary>
    public const int WorkspaceSize = 80;

    /// <summary>Kept. Address of the packet's first byte, where the verifier knows <see cref="Readable"/> bytes to be readable.</summary>
    public required Register Packet { get; init; }

    /// <summary>Kept. u64: bytes of the packet there are, at most <see cref="Longest"/>; a load beyond is no match.</summary>
    public required Register Length { get; init; }

    /// <summary>Stack slot, u64: the packet's length on the wire ("len").</summary>
    public required short WireLength { get; init; }

    /// <summary>
    /// Kept. Address of memory for this run alone, in a map's value: the verifier does not follow what is written there, as it does on
    /// the stack.
    /// </summary>
    public required Register Workspace { get; init; }

    /// <summary>Where the <see cref="WorkspaceSize"/> bytes begin there, a multiple of 8.</summary>
    public required short WorkspaceOffset { get; init; }

    /// <summary>Whether <see cref="Length"/> may be fewer than the packet has, so that a load beyond it need not be no match.</summary>
    public bool MayBeCut { get; init; }

    /// <summary>The most bytes there can be of a packet.</summary>
    public required int Longest { get; init; }

    /// <summary>
    /// Bytes that may be read at <see cref="Packet"/>, however long the packet is; not less than <see cref="Longest"/>. With that
    /// rounded up to a power of two, and 4 more, indirect loads need no second check.
    /// </summary>
    public required int Readable { get; init; }

    /// <summary>Destroyed. The classic machine's A.</summary>
    public Register A => Register.R0;

    /// <summary>Destroyed. The classic machine's X.</summary>
    public Register X => Register.R1;

    /// <summary>Destroyed. Addresses of indirect loads; what is compared.</summary>
    public Register Scratch => Register.R2;

    /// <summary>Destroyed. What it is compared with.</summary>
    public Register Spare => Register.R3;

    /// <summary>M, u32 each.</summary>
    internal short Word(uint index) => checked((short)(WorkspaceOffset + (int)index * sizeof(uint)));

    /// <summary>u64: the length, for <see cref="VerifierSpill"/>.</summary>
    internal short LengthCopy => checked((short)(WorkspaceOffset + 64));

    /// <summary>u32 each: A and X, for <see cref="VerifierSpill"/>.</summary>
    internal short ACopy => checked((short)(WorkspaceOffset + 72));

    /// <inheritdoc cref="ACopy"/>
    internal short XCopy => checked((short)(WorkspaceOffset + 76));
}
