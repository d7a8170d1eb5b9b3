using System.Runtime.CompilerServices;
using System.Text;
using Ebpf.Asm;
using Ebpf.Btf;
using Ebpf.Features;
using Ebpf.Objects;
using Ebpf.Sys;
using Ebpf.Tests;
using Linux;
using Linux.Files;
using Linux.Network;

namespace Capture.Tests.Hooks;

/// <summary>What fakes of bpf(2) need here: descriptors that can be mapped, refused loads, machines of any kind.</summary>
internal static class FakeMachine
{
    /// <summary>A machine where nothing but what the kernel answers stands in the way.</summary>
    public static readonly HostPrivileges Able = new(new Version(6, 12), _ => true, () => true, () => false);

    public static readonly NetworkInterface Interface = new(4, "eth0", null, true, 1500, []);

    /// <summary>Memory that can be mapped shared, as a map's can.</summary>
    public static int MappableDescriptor()
    {
        using var handle = FileIo.Open("/dev/zero", OpenFlags.ReadWrite);
        var descriptor = (int)handle.DangerousGetHandle();
        handle.SetHandleAsInvalid();
        return descriptor;
    }

    /// <summary>The exception of a program load that the kernel answers with <paramref name="errno"/> and <paramref name="log"/>.</summary>
    public static unsafe BpfException Refusal(Errno errno, string log = "")
    {
        using var kernel = new FakeKernel().On(BpfCommand.ProgramLoad, (attributes, _) =>
        {
            ref var load = ref FakeKernel.As<ProgramLoadAttributes>(attributes);
            if (load.Log is not null)
                Encoding.UTF8.GetBytes(log + '\0', new Span<byte>(load.Log, (int)load.LogSize));
            return -errno.Value;
        });
        var spec = new ProgramSpec
        {
            Name = "xdpdump_entry",
            Type = ProgramType.Tracing,
            ExpectedAttachType = AttachType.TraceFentry,
            Code = new Assembler().Mov(Register.R0, 0).Exit().Assemble(),
        };
        return Assert.ThrowsAny<BpfException>(() => BpfProgram.Load(spec, new Dictionary<string, BpfMap>()));
    }

    /// <summary>A kernel in which any id is one XDP program.</summary>
    public static unsafe FakeKernel WithProgram(FakeKernel.FillInfo<ProgramInfoRecord> fill, BtfBlob? btf = null)
    {
        var types = btf ?? XdpProgramBtf.Create("xdp_main").Btf;
        return new FakeKernel()
            .On(BpfCommand.ProgramGetDescriptorById, (_, _) => FakeKernel.NewDescriptor())
            .On(BpfCommand.BtfGetDescriptorById, (_, _) => FakeKernel.NewDescriptor())
            .On(BpfCommand.ObjectGetInfoByDescriptor, (attributes, _) =>
            {
                ref var info = ref FakeKernel.As<InfoAttributes>(attributes);
                if (info.InfoLength == sizeof(ProgramInfoRecord))
                {
                    fill(ref Unsafe.AsRef<ProgramInfoRecord>(info.Info));
                    return 0;
                }

                ref var record = ref Unsafe.AsRef<BtfInfoRecord>(info.Info);
                if (record.Btf is not null)
                    types.Bytes.Span.CopyTo(new Span<byte>(record.Btf, (int)record.BtfSize));
                record.BtfSize = (uint)types.Bytes.Length;
                return 0;
            });
    }
}
