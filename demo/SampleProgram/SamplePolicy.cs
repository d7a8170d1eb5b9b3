using System.Buffers.Binary;
using Ebpf.Asm;
using Ebpf.Btf;
using Ebpf.Objects;
using static Ebpf.Asm.JumpCondition;

namespace SampleProgram;

/// <summary>
/// An XDP program with something to see for each action: it drops UDP datagrams to one port, rewrites those to a second, sends
/// those to a third back, and passes everything else.
/// </summary>
internal static class SamplePolicy
{
    /// <summary>The function's name, as its BTF says it; the kernel's program name is cut shorter.</summary>
    public const string FunctionName = "xdp_sample_policy";

    private const int DroppedPort = 7001, RewrittenPort = 7002, NewPort = 7003, ReturnedPort = 7004;

    // enum xdp_action and struct xdp_md of linux/bpf.h.
    private const int XdpDrop = 1, XdpPass = 2, XdpTx = 3;
    private const short ContextData = 0, ContextDataEnd = 4;

    // An Ethernet header, an IPv4 header without options, a UDP header.
    private const short DestinationMac = 0, SourceMac = 6, EtherType = 12;
    private const short IpVersionAndLength = 14, IpProtocol = 23;
    private const short UdpDestinationPort = 36, UdpChecksum = 40;
    private const int HeadersLength = 42;
    private const int EtherTypeIPv4 = 0x0800, Version4Length20 = 0x45, ProtocolUdp = 17, NoChecksum = 0;

    // Register plan: the context stays in r1 only until the packet's bounds are read.
    private const Register Result = Register.R0, Context = Register.R1, Packet = Register.R2, End = Register.R3;
    private const Register Value = Register.R4, Value2 = Register.R5, Value3 = Register.R0, Value4 = Register.R1;

    /// <summary>The program, ready to load, with the BTF that lets it be traced.</summary>
    public static ProgramSpec Create()
    {
        var (btf, function) = XdpProgramBtf.Create(FunctionName);
        return new ProgramSpec
        {
            Name = FunctionName,
            Type = ProgramType.Xdp,
            Code = Emit(),
            Btf = btf,
            Functions = [new FunctionInfo(0, function.Value)],
        };
    }

    private static BpfCode Emit()
    {
        var asm = new Assembler().Label(out var drop).Label(out var rewrite).Label(out var sendBack).Label(out var pass);

        asm.Load(MemorySize.Word, Packet, Context, ContextData).Load(MemorySize.Word, End, Context, ContextDataEnd);

        asm.Comment("too short for UDP over IPv4: pass").Mov(Value, Packet).Add(Value, HeadersLength).JumpIf(Greater, Value, End, pass);
        asm.Comment("not IPv4, or with options: pass").Load(MemorySize.Half, Value, Packet, EtherType).ToBigEndian(Value, 16);
        asm.JumpIf(NotEqual, Value, EtherTypeIPv4, pass);
        asm.Load(MemorySize.Byte, Value, Packet, IpVersionAndLength).JumpIf(NotEqual, Value, Version4Length20, pass);
        asm.Comment("not UDP: pass").Load(MemorySize.Byte, Value, Packet, IpProtocol).JumpIf(NotEqual, Value, ProtocolUdp, pass);

        asm.Comment("the port decides").Load(MemorySize.Half, Value, Packet, UdpDestinationPort).ToBigEndian(Value, 16);
        asm.JumpIf(Equal, Value, DroppedPort, drop);
        asm.JumpIf(Equal, Value, RewrittenPort, rewrite);
        asm.JumpIf(Equal, Value, ReturnedPort, sendBack);

        asm.Mark(pass).Mov(Result, XdpPass).Exit();
        asm.Mark(drop).Mov(Result, XdpDrop).Exit();

        asm.Mark(rewrite).Comment("a new port; the old checksum would no longer fit");
        asm.StoreImmediate(MemorySize.Half, Packet, UdpDestinationPort, NetworkOrder(NewPort));
        asm.StoreImmediate(MemorySize.Half, Packet, UdpChecksum, NoChecksum);
        asm.Jump(pass);

        asm.Mark(sendBack).Comment("swap the MAC addresses, 4 + 2 bytes each");
        asm.Load(MemorySize.Word, Value, Packet, DestinationMac).Load(MemorySize.Half, Value2, Packet, DestinationMac + 4);
        asm.Load(MemorySize.Word, Value3, Packet, SourceMac).Load(MemorySize.Half, Value4, Packet, SourceMac + 4);
        asm.Store(MemorySize.Word, Packet, SourceMac, Value).Store(MemorySize.Half, Packet, SourceMac + 4, Value2);
        asm.Store(MemorySize.Word, Packet, DestinationMac, Value3).Store(MemorySize.Half, Packet, DestinationMac + 4, Value4);
        asm.Mov(Result, XdpTx).Exit();

        return asm.Assemble();
    }

    /// <summary>The number that, stored in this machine's byte order, reads as <paramref name="value"/> in the network's.</summary>
    private static int NetworkOrder(int value) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(checked((ushort)value)) : value;
}
