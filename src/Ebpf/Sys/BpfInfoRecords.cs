using System.Runtime.InteropServices;

namespace Ebpf.Sys;

// What BPF_OBJ_GET_INFO_BY_FD fills in (linux/bpf.h). A kernel that knows less fills less and leaves zeros; one that
// knows more takes a shorter struct.

/// <summary>struct bpf_prog_info.</summary>
[StructLayout(LayoutKind.Explicit, Size = 232)]
internal unsafe struct ProgramInfoRecord
{
    [FieldOffset(0)] internal uint Type;
    [FieldOffset(4)] internal uint Id;
    [FieldOffset(8)] internal fixed byte Tag[8];
    [FieldOffset(16)] internal uint CompiledLength;
    [FieldOffset(20)] internal uint TranslatedLength;
    [FieldOffset(32)] internal byte* Translated;
    [FieldOffset(40)] internal ulong LoadTime;
    [FieldOffset(48)] internal uint CreatedByUserId;
    [FieldOffset(52)] internal uint MapIdCount;
    [FieldOffset(56)] internal uint* MapIds;
    [FieldOffset(64)] internal ObjectName Name;
    [FieldOffset(80)] internal uint InterfaceIndex;
    [FieldOffset(84)] internal uint IsGplCompatible;
    [FieldOffset(88)] internal ulong NamespaceDevice;
    [FieldOffset(96)] internal ulong NamespaceInode;
    [FieldOffset(128)] internal uint BtfId;
    [FieldOffset(132)] internal uint FunctionInfoRecordSize;
    [FieldOffset(136)] internal byte* FunctionInfo;
    [FieldOffset(144)] internal uint FunctionInfoCount;
    [FieldOffset(192)] internal ulong RunTime;
    [FieldOffset(200)] internal ulong RunCount;
    [FieldOffset(208)] internal ulong RecursionMisses;
    [FieldOffset(216)] internal uint VerifiedInstructions;
    [FieldOffset(220)] internal uint AttachBtfObjectId;
    [FieldOffset(224)] internal uint AttachBtfId;
}

/// <summary>struct bpf_map_info.</summary>
[StructLayout(LayoutKind.Explicit, Size = 88)]
internal struct MapInfoRecord
{
    [FieldOffset(0)] internal uint Type;
    [FieldOffset(4)] internal uint Id;
    [FieldOffset(8)] internal uint KeySize;
    [FieldOffset(12)] internal uint ValueSize;
    [FieldOffset(16)] internal uint MaxEntries;
    [FieldOffset(20)] internal uint Flags;
    [FieldOffset(24)] internal ObjectName Name;
    [FieldOffset(40)] internal uint InterfaceIndex;
    [FieldOffset(64)] internal uint BtfId;
}

/// <summary>struct bpf_btf_info.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal unsafe struct BtfInfoRecord
{
    [FieldOffset(0)] internal byte* Btf;
    [FieldOffset(8)] internal uint BtfSize;
    [FieldOffset(12)] internal uint Id;
    [FieldOffset(16)] internal byte* Name;
    [FieldOffset(24)] internal uint NameLength;
    [FieldOffset(28)] internal uint IsKernelBtf;
}

/// <summary>struct bpf_link_info; the arms for tracing and for XDP lie over each other.</summary>
[StructLayout(LayoutKind.Explicit, Size = 48)]
internal struct LinkInfoRecord
{
    [FieldOffset(0)] internal uint Type;
    [FieldOffset(4)] internal uint Id;
    [FieldOffset(8)] internal uint ProgramId;
    [FieldOffset(16)] internal uint TracingAttachType;
    [FieldOffset(20)] internal uint TracingTargetObjectId;
    [FieldOffset(24)] internal uint TracingTargetBtfId;
    [FieldOffset(16)] internal uint XdpInterfaceIndex;
}
