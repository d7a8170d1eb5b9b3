using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Ebpf.Asm;
using Ebpf.Btf;
using Ebpf.Objects;
using Ebpf.Sys;
using Linux;
using Linux.Files;

namespace Ebpf.Tests.Objects;

public sealed unsafe class ProgramLoadTests
{
    private static readonly IReadOnlyDictionary<string, BpfMap> NoMaps = new Dictionary<string, BpfMap>();

    private static ProgramSpec Pass { get; } = new()
    {
        Name = "xdpdump_entry_of_a_long_name",
        Type = ProgramType.Xdp,
        Code = new Assembler().Mov(Register.R0, 2).Exit().Assemble(),
    };

    [Fact]
    public void A_plain_program_is_passed_with_nothing_the_oldest_kernel_would_refuse()
    {
        ProgramLoadAttributes seen = default;
        string license = "";
        byte[] code = [];
        using FakeKernel kernel = new FakeKernel().On(BpfCommand.ProgramLoad, (bytes, size) =>
        {
            seen = FakeKernel.As<ProgramLoadAttributes>(bytes);
            license = Marshal.PtrToStringUTF8((nint)seen.License)!;
            code = new Span<byte>(seen.Instructions, 16).ToArray();
            return FakeKernel.NewDescriptor();
        });

        using BpfProgram program = BpfProgram.Load(Pass, NoMaps);

        Assert.Equal([(BpfCommand.ProgramLoad, 64)], kernel.Calls);
        Assert.Equal(6u, seen.ProgramType);
        Assert.Equal(2u, seen.InstructionCount);
        Assert.Equal(Pass.Code.ToBytes(), code);
        Assert.Equal("Dual MIT/GPL", license);
        Assert.Equal("xdpdump_entry_o\0", Encoding.ASCII.GetString((ReadOnlySpan<byte>)seen.Name));
        Assert.Equal(0u, seen.LogLevel);
        Assert.True(seen.Log is null);
        Assert.Null(program.VerifierLog);
    }

    [Fact]
    public void Maps_are_filled_in_by_name()
    {
        BpfCode code = new Assembler()
            .LoadMap(Register.R1, "counts").LoadMapValue(Register.R2, "ring", 24).LoadMap(Register.R3, "counts")
            .Mov(Register.R0, 2).Exit().Assemble();
        var given = ImmutableArray<Instruction>.Empty;
        using FakeKernel kernel = new FakeKernel()
            .On(BpfCommand.MapCreate, (_, _) => FakeKernel.NewDescriptor())
            .On(BpfCommand.ProgramLoad, (bytes, _) =>
            {
                ref ProgramLoadAttributes attributes = ref FakeKernel.As<ProgramLoadAttributes>(bytes);
                for (int i = 0; i < attributes.InstructionCount; i++)
                    given = given.Add(Instruction.ReadFrom(new ReadOnlySpan<byte>(attributes.Instructions + i * 8, 8)));
                return FakeKernel.NewDescriptor();
            });
        using BpfMap counts = BpfMap.Create(new MapSpec(MapType.Array, 4, 8, 1));
        using BpfMap ring = BpfMap.Create(new MapSpec(MapType.Array, 4, 64, 1));

        var maps = new Dictionary<string, BpfMap> { ["counts"] = counts, ["ring"] = ring };
        using BpfProgram program = BpfProgram.Load(Pass with { Code = code }, maps);

        int countsDescriptor = (int)counts.Handle.DangerousGetHandle();
        int ringDescriptor = (int)ring.Handle.DangerousGetHandle();
        Assert.Equal(code.Instructions.SetItem(0, code.Instructions[0] with { Immediate = countsDescriptor })
            .SetItem(2, code.Instructions[2] with { Immediate = ringDescriptor })
            .SetItem(4, code.Instructions[4] with { Immediate = countsDescriptor }), given);
        Assert.Equal((Register)1, given[0].Source); // BPF_PSEUDO_MAP_FD
        Assert.Equal((Register)2, given[2].Source); // BPF_PSEUDO_MAP_VALUE
        Assert.Equal(24, given[3].Immediate);
    }

    [Fact]
    public void A_map_that_is_not_given_is_named_beside_those_that_are()
    {
        BpfCode code = new Assembler().LoadMap(Register.R1, "ring").Mov(Register.R0, 2).Exit().Assemble();
        using FakeKernel kernel = new FakeKernel().On(BpfCommand.MapCreate, (_, _) => FakeKernel.NewDescriptor());
        using BpfMap map = BpfMap.Create(new MapSpec(MapType.Array, 4, 8, 1));
        var maps = new Dictionary<string, BpfMap> { ["bell"] = map };
        ProgramSpec spec = Pass with { Code = code, Name = "entry" };
        ArgumentException exception = Assert.Throws<ArgumentException>(() => BpfProgram.Load(spec, maps));
        Assert.StartsWith("entry refers to a map 'ring'; given are: bell", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tracing_program_names_target_types_and_place()
    {
        ProgramLoadAttributes seen = default;
        byte[] functions = [];
        byte[] types = [];
        using FakeKernel kernel = new FakeKernel()
            .On(BpfCommand.BtfLoad, (bytes, _) =>
            {
                ref BtfLoadAttributes attributes = ref FakeKernel.As<BtfLoadAttributes>(bytes);
                types = new Span<byte>(attributes.Btf, (int)attributes.BtfSize).ToArray();
                return FakeKernel.NewDescriptor();
            })
            .On(BpfCommand.ProgramLoad, (bytes, _) =>
            {
                seen = FakeKernel.As<ProgramLoadAttributes>(bytes);
                functions = new Span<byte>(seen.FunctionInfo, 8 * (int)seen.FunctionInfoCount).ToArray();
                return FakeKernel.NewDescriptor();
            });
        using BpfProgram target = BpfProgram.Load(Pass, NoMaps);

        BtfBlob btf = EmptyBtf();
        using BpfProgram program = BpfProgram.Load(Pass with
        {
            Type = ProgramType.Tracing,
            ExpectedAttachType = AttachType.TraceFexit,
            Flags = ProgramFlags.XdpHasFragments,
            Btf = btf,
            Functions = [new(0, 5), new(7, 9)],
            AttachTarget = target,
            AttachBtfId = new BtfTypeId(1234),
        }, NoMaps);

        Assert.Equal(btf.Bytes.ToArray(), types);
        Assert.Equal(26u, seen.ProgramType);
        Assert.Equal(25u, seen.ExpectedAttachType);
        Assert.Equal(0x20u, seen.Flags);
        Assert.True(seen.BtfDescriptor > 0);
        Assert.Equal(8u, seen.FunctionInfoRecordSize);
        Assert.Equal([0, 0, 0, 0, 5, 0, 0, 0, 7, 0, 0, 0, 9, 0, 0, 0], functions);
        Assert.Equal((int)target.Handle.DangerousGetHandle(), seen.AttachProgramDescriptor);
        Assert.Equal(1234u, seen.AttachBtfId);
        Assert.Equal((BpfCommand.ProgramLoad, 120), kernel.Calls[^1]);
    }

    [Fact]
    public void A_refusal_is_asked_for_its_reasons_and_shows_the_last_of_them()
    {
        const string Log = "0: R1=ctx() R10=fp0\n1: (79) r1 = *(u64 *)(r0 +0)\nR0 !read_ok\nprocessed 2 insns (limit 1000000)\n";
        List<uint> levels = [];
        using FakeKernel kernel = new FakeKernel().On(BpfCommand.ProgramLoad, (bytes, _) => Refuse(bytes, levels, Log, Errno.EACCES));

        VerifierException exception = Assert.Throws<VerifierException>(() => BpfProgram.Load(Pass with { Name = "entry" }, NoMaps));

        Assert.Equal("BPF_PROG_LOAD entry: EACCES (Permission denied): R0 !read_ok", exception.Message);
        Assert.Equal(Log, exception.Log);
        Assert.Equal(Errno.EACCES, exception.Errno);
        Assert.Equal([0u, 1u], levels);
    }

    [Fact]
    public void A_log_gets_as_much_room_as_it_needs()
    {
        string log = new string('x', 3_000_000) + "\nthe end";
        List<uint> levels = [];
        using FakeKernel kernel = new FakeKernel().On(BpfCommand.ProgramLoad, (bytes, _) => Refuse(bytes, levels, log, Errno.EINVAL));
        VerifierException exception = Assert.Throws<VerifierException>(() => BpfProgram.Load(Pass, NoMaps));
        Assert.Equal(log, exception.Log);
        Assert.EndsWith("EINVAL (Invalid argument): the end", exception.Message, StringComparison.Ordinal);
        Assert.Equal([0u, 1u, 1u, 1u], levels);
    }

    [Fact]
    public void A_log_without_end_is_cut_and_the_real_reason_kept()
    {
        string log = new('x', 20_000_000);
        using FakeKernel kernel = new FakeKernel().On(BpfCommand.ProgramLoad, (bytes, _) => Refuse(bytes, [], log, Errno.EACCES));
        VerifierException exception = Assert.Throws<VerifierException>(() => BpfProgram.Load(Pass, NoMaps));
        Assert.Equal(Errno.EACCES, exception.Errno);
        Assert.Equal((1 << 24) - 2, exception.Log.Length);
    }

    [Fact]
    public void A_refusal_without_a_word_is_no_verifiers()
    {
        using FakeKernel kernel = new FakeKernel().Fail(BpfCommand.ProgramLoad, Errno.EPERM);
        BpfException exception = Assert.Throws<BpfException>(() => BpfProgram.Load(Pass with { Name = "entry" }, NoMaps));
        Assert.Equal("BPF_PROG_LOAD entry: EPERM (Operation not permitted)", exception.Message);
        Assert.Equal(Errno.EPERM, exception.Errno);
    }

    [Fact]
    public void A_load_that_works_the_second_time_is_a_success()
    {
        int calls = 0;
        using FakeKernel kernel = new FakeKernel()
            .On(BpfCommand.ProgramLoad, (_, _) => ++calls == 1 ? -Errno.ENOMEM.Value : FakeKernel.NewDescriptor());
        using BpfProgram program = BpfProgram.Load(Pass, NoMaps);
        Assert.Null(program.VerifierLog);
    }

    [Fact]
    public void A_success_keeps_its_log_when_asked_to()
    {
        using FakeKernel kernel = new FakeKernel().On(BpfCommand.ProgramLoad, (bytes, _) =>
        {
            ref ProgramLoadAttributes attributes = ref FakeKernel.As<ProgramLoadAttributes>(bytes);
            Assert.Equal(1u, attributes.LogLevel);
            "processed 2 insns\n"u8.CopyTo(new Span<byte>(attributes.Log, (int)attributes.LogSize));
            return FakeKernel.NewDescriptor();
        });
        using BpfProgram program = BpfProgram.Load(Pass, NoMaps, keepLog: true);
        Assert.Equal("processed 2 insns\n", program.VerifierLog);
        Assert.Single(kernel.Calls);
    }

    [Fact]
    public void A_success_whose_log_is_too_long_is_still_one()
    {
        string log = new('x', 20_000_000);
        using FakeKernel kernel = new FakeKernel().On(BpfCommand.ProgramLoad, (bytes, _) =>
            FakeKernel.As<ProgramLoadAttributes>(bytes).LogLevel == 0 ? FakeKernel.NewDescriptor() : Refuse(bytes, [], log, Errno.None));
        using BpfProgram program = BpfProgram.Load(Pass, NoMaps, keepLog: true);
        Assert.Equal((1 << 24) - 2, program.VerifierLog!.Length);
    }

    [Fact]
    public void Types_the_kernel_refuses_come_with_its_words()
    {
        using FakeKernel kernel = new FakeKernel().On(BpfCommand.BtfLoad, (bytes, _) =>
        {
            ref BtfLoadAttributes attributes = ref FakeKernel.As<BtfLoadAttributes>(bytes);
            if (attributes.LogLevel > 0)
                "magic: 0xeb9f\nUnsupported section found\n"u8.CopyTo(new Span<byte>(attributes.Log, (int)attributes.LogSize));
            return -Errno.EINVAL.Value;
        });
        BtfBlob btf = EmptyBtf();
        VerifierException exception = Assert.Throws<VerifierException>(() => BpfProgram.Load(Pass with { Btf = btf }, NoMaps));
        Assert.Equal($"BPF_BTF_LOAD of {btf.Bytes.Length} bytes: EINVAL (Invalid argument): Unsupported section found", exception.Message);
    }

    [Fact]
    public void A_failed_load_leaves_no_descriptor_behind()
    {
        string path = Path.GetTempFileName();
        int Give()
        {
            using FileDescriptorHandle handle = FileIo.Open(path, OpenFlags.ReadOnly);
            int descriptor = (int)handle.DangerousGetHandle();
            handle.SetHandleAsInvalid();
            return descriptor;
        }

        bool IsOurs(string link)
        {
            try
            {
                return File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName == path;
            }
            catch (IOException)
            {
                return false; // another test's, closed since the folder was read
            }
        }

        int OpenNow() => Directory.GetFiles("/proc/self/fd").Count(IsOurs);

        using FakeKernel kernel = new FakeKernel().On(BpfCommand.BtfLoad, (_, _) => Give()).On(BpfCommand.MapCreate, (_, _) => Give());
        BpfMap map = BpfMap.Create(new MapSpec(MapType.Array, 4, 8, 1));
        BpfCode code = new Assembler().LoadMap(Register.R1, "ring").Mov(Register.R0, 2).Exit().Assemble();
        var maps = new Dictionary<string, BpfMap> { ["ring"] = map };
        Assert.Throws<BpfException>(() => BpfProgram.Load(Pass with { Code = code, Btf = EmptyBtf() }, maps));
        Assert.Equal(1, OpenNow());
        map.Dispose();
        Assert.Equal(0, OpenNow());
        Assert.Throws<ObjectDisposedException>(() => BpfProgram.Load(Pass with { Code = code }, maps));
        File.Delete(path);
    }

    [Theory]
    [InlineData("with space", ' ')]
    [InlineData("dash-ed", '-')]
    [InlineData("ümlaut", 'ü')]
    public void A_name_the_kernel_would_not_take_is_refused_with_the_character(string name, char culprit)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => BpfProgram.Load(Pass with { Name = name }, NoMaps));
        Assert.StartsWith($"'{culprit}' in the name '{name}'", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\nb\n", "b")]
    [InlineData("reason\nprocessed 3 insns\n", "reason")]
    [InlineData("reason\nverification time 12 usec\nstack depth 8\nprocessed 3 insns\npeak_states 1\n", "peak_states 1")]
    [InlineData("processed 3 insns\n", "processed 3 insns")]
    [InlineData("only", "only")]
    public void The_line_shown_is_the_last_that_means_something(string log, string line) =>
        Assert.Equal(line, VerifierException.LastMeaningfulLine(log));

    /// <summary>As the kernel does: writes what fits, ended by a zero, and says ENOSPC if that is not all.</summary>
    private static int Refuse(Span<byte> bytes, List<uint> levels, string log, Errno errno)
    {
        ref ProgramLoadAttributes attributes = ref FakeKernel.As<ProgramLoadAttributes>(bytes);
        levels.Add(attributes.LogLevel);
        if (attributes.LogLevel == 0)
            return -errno.Value;

        byte[] text = Encoding.ASCII.GetBytes(log);
        var room = new Span<byte>(attributes.Log, (int)attributes.LogSize);
        int length = Math.Min(text.Length, room.Length - 1);
        text.AsSpan(0, length).CopyTo(room);
        return length < text.Length ? -Errno.ENOSPC.Value : -errno.Value;
    }

    /// <summary>A header without types and with the one empty string there must be.</summary>
    private static BtfBlob EmptyBtf() => BtfBlob.Parse(new byte[]
    {
        0x9f, 0xeb, 1, 0, 24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0,
    });
}
