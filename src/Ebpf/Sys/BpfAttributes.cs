using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ebpf.Sys;

// The arms of union bpf_attr (linux/bpf.h), one struct per command or family. Every arm ends where the oldest
// supported kernel needs it to; the call passes no more than the last byte that is not zero anyway.

/// <summary>BPF_OBJ_NAME_LEN bytes, ended by a zero.</summary>
[InlineArray(Length)]
internal struct ObjectName
{
    internal const int Length = 16;

    private byte _first;
}

/// <summary>BPF_MAP_CREATE.</summary>
[StructLayout(LayoutKind.Explicit, Size = 48)]
internal struct MapCreateAttributes
{
    [FieldOffset(0)] internal uint MapType;
    [FieldOffset(4)] internal uint KeySize;
    [FieldOffset(8)] internal uint ValueSize;
    [FieldOffset(12)] internal uint MaxEntries;
    [FieldOffset(16)] internal uint Flags;
    [FieldOffset(28)] internal ObjectName Name;
}

/// <summary>BPF_MAP_*_ELEM and BPF_MAP_GET_NEXT_KEY, whose next_key shares the value's place.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal unsafe struct MapElementAttributes
{
    [FieldOffset(0)] internal int MapDescriptor;
    [FieldOffset(8)] internal byte* Key;
    [FieldOffset(16)] internal byte* Value;
    [FieldOffset(24)] internal ulong Flags;
}

/// <summary>BPF_PROG_LOAD.</summary>
[StructLayout(LayoutKind.Explicit, Size = 120)]
internal unsafe struct ProgramLoadAttributes
{
    [FieldOffset(0)] internal uint ProgramType;
    [FieldOffset(4)] internal uint InstructionCount;
    [FieldOffset(8)] internal byte* Instructions;
    [FieldOffset(16)] internal byte* License;
    [FieldOffset(24)] internal uint LogLevel;
    [FieldOffset(28)] internal uint LogSize;
    [FieldOffset(32)] internal byte* Log;
    [FieldOffset(44)] internal uint Flags;
    [FieldOffset(48)] internal ObjectName Name;
    [FieldOffset(68)] internal uint ExpectedAttachType;
    [FieldOffset(72)] internal int BtfDescriptor;
    [FieldOffset(76)] internal uint FunctionInfoRecordSize;
    [FieldOffset(80)] internal byte* FunctionInfo;
    [FieldOffset(88)] internal uint FunctionInfoCount;
    [FieldOffset(108)] internal uint AttachBtfId;
    [FieldOffset(112)] internal int AttachProgramDescriptor;
}

/// <summary>BPF_PROG_TEST_RUN.</summary>
[StructLayout(LayoutKind.Explicit, Size = 80)]
internal unsafe struct TestRunAttributes
{
    [FieldOffset(0)] internal int ProgramDescriptor;
    [FieldOffset(4)] internal uint ReturnValue;
    [FieldOffset(8)] internal uint DataSizeIn;
    [FieldOffset(12)] internal uint DataSizeOut;
    [FieldOffset(16)] internal byte* DataIn;
    [FieldOffset(24)] internal byte* DataOut;
    [FieldOffset(32)] internal uint Repeat;
    [FieldOffset(36)] internal uint DurationNanoseconds;
    [FieldOffset(40)] internal uint ContextSizeIn;
    [FieldOffset(44)] internal uint ContextSizeOut;
    [FieldOffset(48)] internal byte* ContextIn;
    [FieldOffset(56)] internal byte* ContextOut;
    [FieldOffset(64)] internal uint Flags;
    [FieldOffset(68)] internal uint Cpu;
    [FieldOffset(72)] internal uint BatchSize;
}

/// <summary>BPF_*_GET_NEXT_ID and BPF_*_GET_FD_BY_ID.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct IdAttributes
{
    [FieldOffset(0)] internal uint Id;
    [FieldOffset(4)] internal uint NextId;
    [FieldOffset(8)] internal uint OpenFlags;
}

/// <summary>BPF_OBJ_GET_INFO_BY_FD.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct InfoAttributes
{
    [FieldOffset(0)] internal int Descriptor;
    [FieldOffset(4)] internal uint InfoLength;
    [FieldOffset(8)] internal void* Info;
}

/// <summary>BPF_OBJ_GET and BPF_OBJ_PIN, up to what Linux 4.15 knows.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct ObjectPathAttributes
{
    [FieldOffset(0)] internal byte* Path;
    [FieldOffset(8)] internal int Descriptor;
    [FieldOffset(12)] internal uint FileFlags;
}

/// <summary>BPF_RAW_TRACEPOINT_OPEN.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct RawTracepointAttributes
{
    [FieldOffset(0)] internal byte* Name;
    [FieldOffset(8)] internal int ProgramDescriptor;
}

/// <summary>BPF_BTF_LOAD.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal unsafe struct BtfLoadAttributes
{
    [FieldOffset(0)] internal byte* Btf;
    [FieldOffset(8)] internal byte* Log;
    [FieldOffset(16)] internal uint BtfSize;
    [FieldOffset(20)] internal uint LogSize;
    [FieldOffset(24)] internal uint LogLevel;
}

/// <summary>BPF_LINK_UPDATE.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct LinkUpdateAttributes
{
    [FieldOffset(0)] internal int LinkDescriptor;
    [FieldOffset(4)] internal int ProgramDescriptor;
    [FieldOffset(8)] internal uint Flags;
    [FieldOffset(12)] internal int OldProgramDescriptor;
}

/// <summary>BPF_LINK_CREATE, its part common to all targets.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct LinkCreateAttributes
{
    [FieldOffset(0)] internal int ProgramDescriptor;
    [FieldOffset(4)] internal int TargetInterfaceIndex;
    [FieldOffset(8)] internal uint AttachType;
    [FieldOffset(12)] internal uint Flags;
}
