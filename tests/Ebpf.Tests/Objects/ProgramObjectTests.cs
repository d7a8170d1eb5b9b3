using System.Runtime.InteropServices;
using Ebpf.Objects;
using Ebpf.Sys;
using Linux;

namespace Ebpf.Tests.Objects;

public sealed unsafe class ProgramObjectTests
{
    [Fact]
    public void Ids_are_walked_until_there_are_no_more()
    {
        using FakeKernel kernel = new FakeKernel().On(BpfCommand.ProgramGetNextId, (bytes, _) => Next(bytes, 3, 17, 40));
        Assert.Equal([3u, 17u, 40u], BpfProgram.Ids());
        Assert.Equal(4, kernel.Calls.Count);
    }

    [Fact]
    public void A_walk_that_is_not_allowed_says_so()
    {
        using FakeKernel kernel = new FakeKernel().Fail(BpfCommand.ProgramGetNextId, Errno.EPERM);
        BpfException exception = Assert.Throws<BpfException>(() => BpfProgram.Ids().ToList());
        Assert.Equal("BPF_PROG_GET_NEXT_ID id 0: EPERM (Operation not permitted)", exception.Message);
    }

    [Fact]
    public void A_program_that_went_away_during_a_walk_is_nothing_unusual()
    {
        using FakeKernel kernel = new FakeKernel()
            .Fail(BpfCommand.ProgramGetDescriptorById, Errno.ENOENT)
            .Fail(BpfCommand.MapGetDescriptorById, Errno.ENOENT)
            .Fail(BpfCommand.LinkGetDescriptorById, Errno.ENOENT);
        Assert.Null(BpfProgram.TryOpenById(7));
        Assert.Null(BpfMap.TryOpenById(7));
        Assert.Null(BpfLink.TryOpenById(7));
        Assert.Equal("BPF_PROG_GET_FD_BY_ID id 7: ENOENT (No such file or directory)",
            Assert.Throws<BpfException>(() => BpfProgram.OpenById(7)).Message);
    }

    [Fact]
    public void A_link_that_is_just_being_made_is_not_there_yet()
    {
        using FakeKernel kernel = new FakeKernel().Fail(BpfCommand.LinkGetDescriptorById, Errno.EAGAIN);
        Assert.Null(BpfLink.TryOpenById(7));
    }

    [Fact]
    public void A_program_that_may_not_be_opened_is_not_mistaken_for_one_that_is_gone()
    {
        using FakeKernel kernel = new FakeKernel().Fail(BpfCommand.ProgramGetDescriptorById, Errno.EPERM);
        Assert.Equal(Errno.EPERM, Assert.Throws<BpfException>(() => BpfProgram.TryOpenById(7)).Errno);
    }

    [Fact]
    public void An_info_is_read_in_two_calls()
    {
        int call = 0;
        using FakeKernel kernel = Open().OnInfo((ref ProgramInfoRecord record) =>
        {
            record.Type = 6;
            record.Id = 132;
            for (byte i = 0; i < 8; i++)
                record.Tag[i] = (byte)(0xd0 + i);
            record.Name = ObjectNames.ToRecord("xdp_dispatcher");
            record.BtfId = 77;
            record.LoadTime = 5;
            record.RunTime = 6;
            record.RunCount = 7;
            record.RecursionMisses = 8;
            record.IsGplCompatible = 1;
            record.CreatedByUserId = 1000;
            record.InterfaceIndex = 9;
            if (++call == 2)
            {
                Assert.Equal(2u, record.MapIdCount);
                Assert.Equal(2u, record.FunctionInfoCount);
                Assert.Equal(12u, record.FunctionInfoRecordSize);
                record.MapIds[0] = 11;
                record.MapIds[1] = 12;
                // A later kernel's records are longer; what is known of them stands first.
                uint[] functions = [0, 30, 99, 8, 31, 99];
                functions.CopyTo(new Span<uint>(record.FunctionInfo, 6));
            }
            record.MapIdCount = 2;
            record.FunctionInfoCount = 2;
            record.FunctionInfoRecordSize = 12;
        });
        using BpfProgram program = BpfProgram.OpenById(132);

        ProgramInfo info = program.GetInfo();

        Assert.Equal(2, call);
        Assert.Equal(132u, info.Id);
        Assert.Equal(ProgramType.Xdp, info.Type);
        Assert.Equal("d0d1d2d3d4d5d6d7", info.Tag);
        Assert.Equal("xdp_dispatcher", info.Name);
        Assert.Equal(77u, info.BtfId);
        Assert.Equal([new FunctionInfo(0, 30), new FunctionInfo(8, 31)], info.Functions);
        Assert.Equal([11u, 12u], info.MapIds);
        Assert.Equal((5ul, 6ul, 7ul, 8ul), (info.LoadTimeNanoseconds, info.RunTimeNanoseconds, info.RunCount, info.RecursionMisses));
        Assert.True(info.IsGplCompatible);
        Assert.Equal(1000u, info.CreatedByUserId);
        Assert.Equal(9u, info.OffloadIfIndex);
    }

    [Fact]
    public void An_info_without_maps_and_types_takes_one_call()
    {
        int call = 0;
        using FakeKernel kernel = Open().OnInfo((ref ProgramInfoRecord record) =>
        {
            call++;
            record.Id = 1;
            record.FunctionInfoRecordSize = 8;
        });
        using BpfProgram program = BpfProgram.OpenById(1);
        ProgramInfo info = program.GetInfo();
        Assert.Equal(1, call);
        Assert.Empty(info.Functions);
        Assert.Empty(info.MapIds);
        Assert.Equal(0u, info.BtfId);
    }

    [Fact]
    public void Maps_bound_between_the_two_calls_are_left_out()
    {
        int call = 0;
        using FakeKernel kernel = Open().OnInfo((ref ProgramInfoRecord record) =>
        {
            if (++call == 2)
                record.MapIds[0] = 5;
            record.MapIdCount = (uint)call;
        });
        using BpfProgram program = BpfProgram.OpenById(1);
        Assert.Equal([5u], program.GetInfo().MapIds);
    }

    [Fact]
    public void A_test_run_passes_packet_and_context()
    {
        TestRunAttributes seen = default;
        byte[] context = [];
        using FakeKernel kernel = Open().On(BpfCommand.ProgramTestRun, (bytes, size) =>
        {
            ref TestRunAttributes attributes = ref FakeKernel.As<TestRunAttributes>(bytes);
            seen = attributes;
            context = new Span<byte>(attributes.ContextIn, (int)attributes.ContextSizeIn).ToArray();
            attributes.ReturnValue = 2;
            attributes.DurationNanoseconds = 31;
            attributes.DataSizeOut = 60;
            return 0;
        });
        using BpfProgram program = BpfProgram.OpenById(1);

        TestRunResult result = program.TestRun(new TestRunOptions
        {
            Data = new byte[64],
            Context = XdpContext.Create(64, ifIndex: 5, rxQueue: 3),
            Repeat = 1000,
            LiveFrames = true,
            BatchSize = 64,
        });

        Assert.Equal(new TestRunResult(2, 31, 60), result);
        Assert.Equal((64u, 1000u, 2u, 64u), (seen.DataSizeIn, seen.Repeat, seen.Flags, seen.BatchSize));
        Assert.True(seen.DataOut is null && seen.DataSizeOut == 0);
        Assert.Equal([0u, 64u, 0u, 5u, 3u, 0u], MemoryMarshal.Cast<byte, uint>(context).ToArray());
    }

    [Fact]
    public void A_plain_test_run_sets_nothing_that_5_10_does_not_know()
    {
        using FakeKernel kernel = Open().On(BpfCommand.ProgramTestRun, (_, _) => 0);
        using BpfProgram program = BpfProgram.OpenById(1);
        program.TestRun(new TestRunOptions { Data = new byte[14] });
        Assert.Equal((BpfCommand.ProgramTestRun, 40), kernel.Calls[^1]);
    }

    [Fact]
    public void A_test_run_that_is_refused_says_so()
    {
        using FakeKernel kernel = Open().Fail(BpfCommand.ProgramTestRun, Errno.EINVAL);
        using BpfProgram program = BpfProgram.OpenById(1);
        BpfException exception = Assert.Throws<BpfException>(() => program.TestRun(new TestRunOptions { Data = new byte[4] }));
        Assert.Equal("BPF_PROG_TEST_RUN with 4 bytes: EINVAL (Invalid argument)", exception.Message);
    }

    [Fact]
    public void A_program_that_is_closed_is_not_asked()
    {
        using FakeKernel kernel = Open();
        BpfProgram program = BpfProgram.OpenById(1);
        program.Dispose();
        Assert.Throws<ObjectDisposedException>(() => program.GetInfo());
        Assert.Throws<ObjectDisposedException>(() => program.TestRun(new TestRunOptions()));
    }

    private static FakeKernel Open() => new FakeKernel().On(BpfCommand.ProgramGetDescriptorById, (_, _) => FakeKernel.NewDescriptor());

    private static int Next(Span<byte> bytes, params ReadOnlySpan<uint> ids)
    {
        ref IdAttributes attributes = ref FakeKernel.As<IdAttributes>(bytes);
        foreach (uint id in ids)
        {
            if (id <= attributes.Id)
                continue;
            attributes.NextId = id;
            return 0;
        }
        return -Errno.ENOENT.Value;
    }
}
