using Ebpf.Asm;
using Ebpf.Btf;
using Ebpf.Objects;
using Kernel.Tests.Support;
using Linux;
using static Ebpf.Asm.Register;

namespace Kernel.Tests.Objects;

public sealed class ProgramTests : NetworkTest
{
    [Fact]
    public void A_program_is_found_among_all_and_described()
    {
        using BpfMap counts = Samples.Counts();
        using BpfProgram program = BpfProgram.Load(Samples.Count(Samples.Pass), Samples.Named("counts", counts));
        ProgramInfo info = program.GetInfo();
        Assert.Equal(ProgramType.Xdp, info.Type);
        Assert.Equal("count", info.Name);
        Assert.Matches("^[0-9a-f]{16}$", info.Tag);
        Assert.Equal([counts.GetInfo().Id], info.MapIds);
        Assert.Empty(info.Functions);
        Assert.Equal((0u, 0u), (info.BtfId, info.OffloadIfIndex));
        Assert.True(info.IsGplCompatible);
        Assert.True(info.LoadTimeNanoseconds > 0);
        Assert.Contains(info.Id, BpfProgram.Ids());

        using BpfProgram again = BpfProgram.OpenById(info.Id);
        Assert.Equal(info.Tag, again.GetInfo().Tag);
    }

    [Fact]
    public void A_program_ends_with_its_last_handle()
    {
        BpfProgram program = BpfProgram.Load(Samples.Answer(Samples.Pass), Samples.NoMaps);
        uint id = program.GetInfo().Id;
        program.Dispose();
        // Who lists programs meanwhile, as other tests and their tools do, has it open for a moment.
        Wait.Until(() => !IsThere(id), "the program to go");
        Assert.Equal(Errno.ENOENT, Assert.Throws<BpfException>(() => BpfProgram.OpenById(id)).Errno);
    }

    [Fact]
    public void A_walk_goes_on_while_programs_come_and_go()
    {
        using BpfProgram stays = BpfProgram.Load(Samples.Answer(Samples.Pass), Samples.NoMaps);
        uint wanted = stays.GetInfo().Id;
        bool seen = false;
        foreach (uint id in BpfProgram.Ids())
        {
            BpfProgram.Load(Samples.Answer(Samples.Drop), Samples.NoMaps).Dispose();
            using BpfProgram? program = BpfProgram.TryOpenById(id);
            seen |= program?.GetInfo().Id == wanted;
            if (seen)
                break;
        }
        Assert.True(seen);
    }

    [Fact]
    public void The_verifiers_reason_is_in_the_message_and_its_log_beside_it()
    {
        ProgramSpec noResult = Samples.Xdp("no_result", new Assembler().Mov(R1, 0).Exit());
        VerifierException exception = Assert.Throws<VerifierException>(() => BpfProgram.Load(noResult, Samples.NoMaps));
        Assert.Equal("BPF_PROG_LOAD no_result: EACCES (Permission denied): R0 !read_ok", exception.Message);
        Assert.Contains("processed", exception.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_far_beyond_the_first_buffer_is_fetched_whole()
    {
        var asm = new Assembler().Mov(R2, 0);
        for (int i = 0; i < 20_000; i++)
            asm.Add(R2, 1);
        ProgramSpec faulty = Samples.Xdp("long_log", asm.Exit());
        VerifierException exception = Assert.Throws<VerifierException>(() => BpfProgram.Load(faulty, Samples.NoMaps));
        Assert.True(exception.Log.Length > 1 << 18, $"the log has only {exception.Log.Length} characters");
        Assert.StartsWith("0: ", exception.Log, StringComparison.Ordinal);
        Assert.EndsWith(": R0 !read_ok", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_log_of_a_success_is_kept_on_request()
    {
        using BpfProgram program = BpfProgram.Load(Samples.Answer(Samples.Pass), Samples.NoMaps, keepLog: true);
        Assert.Contains("processed 2 insns", program.VerifierLog, StringComparison.Ordinal);
    }

    [Fact]
    public void Types_that_are_none_are_refused_with_the_kernels_words()
    {
        BtfBlob empty = BtfBlob.Parse(new byte[]
        {
            0x9f, 0xeb, 1, 0, 24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0,
        });
        VerifierException exception = Assert.Throws<VerifierException>(() => BtfObject.Load(empty));
        Assert.Equal("BPF_BTF_LOAD of 25 bytes: EINVAL (Invalid argument): No type found", exception.Message);
    }

    [Fact]
    public void A_test_run_gives_the_answer_and_the_packet_as_it_became()
    {
        ProgramSpec stamp = Samples.Xdp("stamp", new Assembler()
            .Label(out Label tooShort)
            .Load(MemorySize.Word, R2, R1, 0)
            .Load(MemorySize.Word, R3, R1, 4)
            .Mov(R4, R2).Add(R4, 14)
            .JumpIf(JumpCondition.Greater, R4, R3, tooShort)
            .StoreImmediate(MemorySize.Byte, R2, 6, 0x5a)
            .Mark(tooShort)
            .Mov(R0, Samples.Tx)
            .Exit());
        using BpfProgram program = BpfProgram.Load(stamp, Samples.NoMaps);
        byte[] output = new byte[100];
        TestRunResult result = program.TestRun(new TestRunOptions { Data = Samples.Frame(60), DataOut = output });
        Assert.Equal(((uint)Samples.Tx, 60), (result.ReturnValue, result.DataSizeOut));
        Assert.Equal(0x5a, output[6]);
        Assert.Equal(0xb5, output[13]);
    }

    [Fact]
    public void A_test_run_refuses_a_packet_too_long_for_its_room()
    {
        using BpfProgram program = BpfProgram.Load(Samples.Answer(Samples.Pass), Samples.NoMaps);
        var options = new TestRunOptions { Data = Samples.Frame(60), DataOut = new byte[20] };
        BpfException exception = Assert.Throws<BpfException>(() => program.TestRun(options));
        Assert.Equal("BPF_PROG_TEST_RUN with 60 bytes: ENOSPC (No space left on device)", exception.Message);
    }

    [Fact]
    public void A_test_run_sees_the_interface_it_seems_to_come_from()
    {
        int right = Network.IndexOf("tx0");
        ProgramSpec whichInterface = Samples.Xdp("which", new Assembler().Load(MemorySize.Word, R0, R1, 12).Exit());
        using BpfProgram program = BpfProgram.Load(whichInterface, Samples.NoMaps);
        using BpfProgram pass = BpfProgram.Load(Samples.Answer(Samples.Pass), Samples.NoMaps);
        TestRunResult result = Network.Inside(() =>
        {
            using BpfLink link = BpfLink.AttachXdp(pass, right, Linux.Network.XdpMode.Native);
            return Samples.TestRunOrSkip(program, new TestRunOptions { Data = Samples.Frame(64), Context = XdpContext.Create(64, right) });
        });
        Assert.Equal((uint)right, result.ReturnValue);
    }

    private static bool IsThere(uint id)
    {
        using BpfProgram? program = BpfProgram.TryOpenById(id);
        return program is not null;
    }
}
