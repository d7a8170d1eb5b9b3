using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ebpf.Objects;
using Ebpf.Sys;
using Linux.Files;
using Linux.Native;
using Linux.Network;

namespace Ebpf.Tests.Sys;

/// <summary>Every struct against the numbers of linux/bpf.h and its like, as a C compiler gives them.</summary>
public sealed class KernelLayoutTests
{
    [Fact]
    public void Attributes_are_no_larger_than_the_arm_they_fill()
    {
        Assert.Equal(48, Unsafe.SizeOf<MapCreateAttributes>());
        Assert.Equal(32, Unsafe.SizeOf<MapElementAttributes>());
        Assert.Equal(120, Unsafe.SizeOf<ProgramLoadAttributes>());
        Assert.Equal(80, Unsafe.SizeOf<TestRunAttributes>());
        Assert.Equal(16, Unsafe.SizeOf<IdAttributes>());
        Assert.Equal(16, Unsafe.SizeOf<InfoAttributes>());
        Assert.Equal(16, Unsafe.SizeOf<ObjectPathAttributes>());
        Assert.Equal(16, Unsafe.SizeOf<RawTracepointAttributes>());
        Assert.Equal(32, Unsafe.SizeOf<BtfLoadAttributes>());
        Assert.Equal(16, Unsafe.SizeOf<LinkCreateAttributes>());
        Assert.Equal(16, Unsafe.SizeOf<LinkUpdateAttributes>());
        Assert.Equal(16, Unsafe.SizeOf<ObjectName>());
    }

    [Fact]
    public void Infos_and_records_have_the_size_of_their_struct()
    {
        Assert.Equal(232, Unsafe.SizeOf<ProgramInfoRecord>());
        Assert.Equal(88, Unsafe.SizeOf<MapInfoRecord>());
        Assert.Equal(32, Unsafe.SizeOf<BtfInfoRecord>());
        Assert.Equal(48, Unsafe.SizeOf<LinkInfoRecord>());
        Assert.Equal(256, Unsafe.SizeOf<StatxRecord>());
        Assert.Equal(16, Unsafe.SizeOf<TimeRecord>());
        Assert.Equal(32, Unsafe.SizeOf<TimerSetting>());
        Assert.Equal(8, Unsafe.SizeOf<PollRecord>());
        Assert.Equal(16, Unsafe.SizeOf<ResourceLimit>());
        Assert.Equal(8, Unsafe.SizeOf<CapabilityHeader>());
        Assert.Equal(12, Unsafe.SizeOf<CapabilityRecord>());
        Assert.Equal(128, Unsafe.SizeOf<SignalSet>());
        Assert.Equal(16, Unsafe.SizeOf<IoVector>());
        Assert.Equal(16, Unsafe.SizeOf<PacketMembership>());
        Assert.Equal(12, Unsafe.SizeOf<NetlinkAddress>());
        Assert.Equal(120, Unsafe.SizeOf<FileSystemRecord>());
        Assert.Equal(40, Unsafe.SizeOf<InterfaceRequest>());
        Assert.Equal(196, Unsafe.SizeOf<DriverRecord>());
        Assert.Equal(48 + 3 * 127 * 4, Unsafe.SizeOf<LinkSettingsRecord>());
        Assert.Equal(44, Unsafe.SizeOf<OldLinkSettingsRecord>());
        Assert.Equal(8, FunctionInfo.Size);
        Assert.Equal(24, XdpContext.Size);
    }

    [Fact]
    public void Program_load_attributes_lie_where_the_kernel_reads_them()
    {
        At<ProgramLoadAttributes>(0, nameof(ProgramLoadAttributes.ProgramType));
        At<ProgramLoadAttributes>(4, nameof(ProgramLoadAttributes.InstructionCount));
        At<ProgramLoadAttributes>(8, nameof(ProgramLoadAttributes.Instructions));
        At<ProgramLoadAttributes>(16, nameof(ProgramLoadAttributes.License));
        At<ProgramLoadAttributes>(24, nameof(ProgramLoadAttributes.LogLevel));
        At<ProgramLoadAttributes>(28, nameof(ProgramLoadAttributes.LogSize));
        At<ProgramLoadAttributes>(32, nameof(ProgramLoadAttributes.Log));
        At<ProgramLoadAttributes>(44, nameof(ProgramLoadAttributes.Flags));
        At<ProgramLoadAttributes>(48, nameof(ProgramLoadAttributes.Name));
        At<ProgramLoadAttributes>(68, nameof(ProgramLoadAttributes.ExpectedAttachType));
        At<ProgramLoadAttributes>(72, nameof(ProgramLoadAttributes.BtfDescriptor));
        At<ProgramLoadAttributes>(76, nameof(ProgramLoadAttributes.FunctionInfoRecordSize));
        At<ProgramLoadAttributes>(80, nameof(ProgramLoadAttributes.FunctionInfo));
        At<ProgramLoadAttributes>(88, nameof(ProgramLoadAttributes.FunctionInfoCount));
        At<ProgramLoadAttributes>(108, nameof(ProgramLoadAttributes.AttachBtfId));
        At<ProgramLoadAttributes>(112, nameof(ProgramLoadAttributes.AttachProgramDescriptor));
    }

    [Fact]
    public void Other_attributes_lie_where_the_kernel_reads_them()
    {
        At<MapCreateAttributes>(16, nameof(MapCreateAttributes.Flags));
        At<MapCreateAttributes>(28, nameof(MapCreateAttributes.Name));
        At<MapElementAttributes>(8, nameof(MapElementAttributes.Key));
        At<MapElementAttributes>(16, nameof(MapElementAttributes.Value));
        At<MapElementAttributes>(24, nameof(MapElementAttributes.Flags));
        At<TestRunAttributes>(4, nameof(TestRunAttributes.ReturnValue));
        At<TestRunAttributes>(8, nameof(TestRunAttributes.DataSizeIn));
        At<TestRunAttributes>(12, nameof(TestRunAttributes.DataSizeOut));
        At<TestRunAttributes>(16, nameof(TestRunAttributes.DataIn));
        At<TestRunAttributes>(24, nameof(TestRunAttributes.DataOut));
        At<TestRunAttributes>(32, nameof(TestRunAttributes.Repeat));
        At<TestRunAttributes>(36, nameof(TestRunAttributes.DurationNanoseconds));
        At<TestRunAttributes>(40, nameof(TestRunAttributes.ContextSizeIn));
        At<TestRunAttributes>(44, nameof(TestRunAttributes.ContextSizeOut));
        At<TestRunAttributes>(48, nameof(TestRunAttributes.ContextIn));
        At<TestRunAttributes>(56, nameof(TestRunAttributes.ContextOut));
        At<TestRunAttributes>(64, nameof(TestRunAttributes.Flags));
        At<TestRunAttributes>(68, nameof(TestRunAttributes.Cpu));
        At<TestRunAttributes>(72, nameof(TestRunAttributes.BatchSize));
        At<IdAttributes>(4, nameof(IdAttributes.NextId));
        At<IdAttributes>(8, nameof(IdAttributes.OpenFlags));
        At<InfoAttributes>(4, nameof(InfoAttributes.InfoLength));
        At<InfoAttributes>(8, nameof(InfoAttributes.Info));
        At<ObjectPathAttributes>(8, nameof(ObjectPathAttributes.Descriptor));
        At<ObjectPathAttributes>(12, nameof(ObjectPathAttributes.FileFlags));
        At<RawTracepointAttributes>(8, nameof(RawTracepointAttributes.ProgramDescriptor));
        At<BtfLoadAttributes>(8, nameof(BtfLoadAttributes.Log));
        At<BtfLoadAttributes>(16, nameof(BtfLoadAttributes.BtfSize));
        At<BtfLoadAttributes>(20, nameof(BtfLoadAttributes.LogSize));
        At<BtfLoadAttributes>(24, nameof(BtfLoadAttributes.LogLevel));
        At<LinkUpdateAttributes>(4, nameof(LinkUpdateAttributes.ProgramDescriptor));
        At<LinkUpdateAttributes>(8, nameof(LinkUpdateAttributes.Flags));
        At<LinkUpdateAttributes>(12, nameof(LinkUpdateAttributes.OldProgramDescriptor));
        At<LinkCreateAttributes>(4, nameof(LinkCreateAttributes.TargetInterfaceIndex));
        At<LinkCreateAttributes>(8, nameof(LinkCreateAttributes.AttachType));
        At<LinkCreateAttributes>(12, nameof(LinkCreateAttributes.Flags));
    }

    [Fact]
    public void Infos_lie_where_the_kernel_writes_them()
    {
        At<ProgramInfoRecord>(8, nameof(ProgramInfoRecord.Tag));
        At<ProgramInfoRecord>(16, nameof(ProgramInfoRecord.CompiledLength));
        At<ProgramInfoRecord>(40, nameof(ProgramInfoRecord.LoadTime));
        At<ProgramInfoRecord>(48, nameof(ProgramInfoRecord.CreatedByUserId));
        At<ProgramInfoRecord>(52, nameof(ProgramInfoRecord.MapIdCount));
        At<ProgramInfoRecord>(56, nameof(ProgramInfoRecord.MapIds));
        At<ProgramInfoRecord>(64, nameof(ProgramInfoRecord.Name));
        At<ProgramInfoRecord>(80, nameof(ProgramInfoRecord.InterfaceIndex));
        At<ProgramInfoRecord>(84, nameof(ProgramInfoRecord.IsGplCompatible));
        At<ProgramInfoRecord>(88, nameof(ProgramInfoRecord.NamespaceDevice));
        At<ProgramInfoRecord>(96, nameof(ProgramInfoRecord.NamespaceInode));
        At<ProgramInfoRecord>(128, nameof(ProgramInfoRecord.BtfId));
        At<ProgramInfoRecord>(132, nameof(ProgramInfoRecord.FunctionInfoRecordSize));
        At<ProgramInfoRecord>(136, nameof(ProgramInfoRecord.FunctionInfo));
        At<ProgramInfoRecord>(144, nameof(ProgramInfoRecord.FunctionInfoCount));
        At<ProgramInfoRecord>(192, nameof(ProgramInfoRecord.RunTime));
        At<ProgramInfoRecord>(200, nameof(ProgramInfoRecord.RunCount));
        At<ProgramInfoRecord>(208, nameof(ProgramInfoRecord.RecursionMisses));
        At<ProgramInfoRecord>(216, nameof(ProgramInfoRecord.VerifiedInstructions));
        At<ProgramInfoRecord>(220, nameof(ProgramInfoRecord.AttachBtfObjectId));
        At<ProgramInfoRecord>(224, nameof(ProgramInfoRecord.AttachBtfId));
        At<MapInfoRecord>(8, nameof(MapInfoRecord.KeySize));
        At<MapInfoRecord>(12, nameof(MapInfoRecord.ValueSize));
        At<MapInfoRecord>(16, nameof(MapInfoRecord.MaxEntries));
        At<MapInfoRecord>(20, nameof(MapInfoRecord.Flags));
        At<MapInfoRecord>(24, nameof(MapInfoRecord.Name));
        At<MapInfoRecord>(40, nameof(MapInfoRecord.InterfaceIndex));
        At<MapInfoRecord>(64, nameof(MapInfoRecord.BtfId));
        At<BtfInfoRecord>(8, nameof(BtfInfoRecord.BtfSize));
        At<BtfInfoRecord>(12, nameof(BtfInfoRecord.Id));
        At<BtfInfoRecord>(16, nameof(BtfInfoRecord.Name));
        At<BtfInfoRecord>(24, nameof(BtfInfoRecord.NameLength));
        At<BtfInfoRecord>(28, nameof(BtfInfoRecord.IsKernelBtf));
        At<LinkInfoRecord>(8, nameof(LinkInfoRecord.ProgramId));
        At<LinkInfoRecord>(16, nameof(LinkInfoRecord.TracingAttachType));
        At<LinkInfoRecord>(20, nameof(LinkInfoRecord.TracingTargetObjectId));
        At<LinkInfoRecord>(24, nameof(LinkInfoRecord.TracingTargetBtfId));
        At<LinkInfoRecord>(16, nameof(LinkInfoRecord.XdpInterfaceIndex));
        At<InterfaceRequest>(16, nameof(InterfaceRequest.Data));
        At<DriverRecord>(36, nameof(DriverRecord.Version));
        At<DriverRecord>(68, nameof(DriverRecord.FirmwareVersion));
        At<DriverRecord>(100, nameof(DriverRecord.BusInfo));
        At<DriverRecord>(132, nameof(DriverRecord.RomVersion));
        At<StatxRecord>(20, nameof(StatxRecord.OwnerId));
        At<StatxRecord>(28, nameof(StatxRecord.Mode));
        At<StatxRecord>(32, nameof(StatxRecord.Inode));
        At<StatxRecord>(40, nameof(StatxRecord.Size));
        At<StatxRecord>(136, nameof(StatxRecord.DeviceMajor));
        At<StatxRecord>(140, nameof(StatxRecord.DeviceMinor));
    }

    [Fact]
    public void Enumerations_count_as_the_kernel_does()
    {
        Assert.Equal(3u, (uint)ProgramType.ClassifierAction);
        Assert.Equal(6u, (uint)ProgramType.Xdp);
        Assert.Equal(17u, (uint)ProgramType.RawTracepoint);
        Assert.Equal(26u, (uint)ProgramType.Tracing);
        Assert.Equal(28u, (uint)ProgramType.Extension);
        Assert.Equal(31u, (uint)ProgramType.Syscall);
        Assert.Equal(2u, (uint)MapType.Array);
        Assert.Equal(3u, (uint)MapType.ProgramArray);
        Assert.Equal(6u, (uint)MapType.PerCpuArray);
        Assert.Equal(14u, (uint)MapType.DeviceMap);
        Assert.Equal(16u, (uint)MapType.CpuMap);
        Assert.Equal(25u, (uint)MapType.DeviceMapHash);
        Assert.Equal(27u, (uint)MapType.RingBuffer);
        Assert.Equal(33u, (uint)MapType.Arena);
        Assert.Equal(24u, (uint)AttachType.TraceFentry);
        Assert.Equal(25u, (uint)AttachType.TraceFexit);
        Assert.Equal(37u, (uint)AttachType.Xdp);
        Assert.Equal(2u, (uint)LinkType.Tracing);
        Assert.Equal(6u, (uint)LinkType.Xdp);
        Assert.Equal(13u, (uint)LinkType.Netkit);
        Assert.Equal(0x400u, (uint)MapFlags.Mappable);
        Assert.Equal(0x20u, (uint)ProgramFlags.XdpHasFragments);
    }

    private static void At<T>(int offset, string field) where T : struct => Assert.Equal((nint)offset, Marshal.OffsetOf<T>(field));
}
