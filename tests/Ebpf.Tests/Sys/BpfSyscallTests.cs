using CsCheck;
using Ebpf.Sys;
using Linux;

namespace Ebpf.Tests.Sys;

public sealed class BpfSyscallTests
{
    [Fact]
    public void Attributes_are_passed_up_to_the_last_that_is_set()
    {
        Assert.Equal(8, BpfSyscall.TrimmedSize(new byte[48]));
        Assert.Equal(8, BpfSyscall.TrimmedSize([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Equal(16, BpfSyscall.TrimmedSize([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Equal(4, BpfSyscall.TrimmedSize(new byte[4]));
    }

    [Fact]
    public void What_is_trimmed_away_is_zero_and_no_more_could_be() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[0, 160]).Sample((words, zeros) =>
        {
            // As every arm of union bpf_attr: whole 8 bytes.
            byte[] bytes = [.. Enumerable.Repeat((byte)1, words * 8)];
            bytes.AsSpan(Math.Max(0, bytes.Length - zeros)).Clear();
            int size = BpfSyscall.TrimmedSize(bytes);
            Assert.InRange(size, 8, bytes.Length);
            Assert.Equal(0, size % 8);
            Assert.False(bytes.AsSpan(size).ContainsAnyExcept((byte)0));
            if (size > 8)
                Assert.True(bytes.AsSpan(size - 8, 8).ContainsAnyExcept((byte)0));
        });

    [Fact]
    public void A_program_load_is_retried_five_times_on_EAGAIN()
    {
        int calls = 0;
        using FakeKernel kernel = new FakeKernel().On(BpfCommand.ProgramLoad, (_, _) => { calls++; return -11; });
        ProgramLoadAttributes attributes = default;
        Assert.Equal(-11, BpfSyscall.Invoke(BpfCommand.ProgramLoad, ref attributes, out Errno error));
        Assert.Equal(Errno.EAGAIN, error);
        Assert.Equal(5, calls);
    }

    [Fact]
    public void Other_commands_are_not_retried_on_EAGAIN()
    {
        using FakeKernel kernel = new FakeKernel().Fail(BpfCommand.MapCreate, Errno.EAGAIN);
        MapCreateAttributes attributes = default;
        BpfSyscall.Invoke(BpfCommand.MapCreate, ref attributes, out Errno error);
        Assert.Equal(Errno.EAGAIN, error);
        Assert.Single(kernel.Calls);
    }

    [Fact]
    public void An_interrupted_call_is_retried()
    {
        int calls = 0;
        using FakeKernel kernel = new FakeKernel().On(BpfCommand.MapCreate, (_, _) => ++calls < 10 ? -4 : 7);
        MapCreateAttributes attributes = default;
        Assert.Equal(7, BpfSyscall.Invoke(BpfCommand.MapCreate, ref attributes, out Errno error));
        Assert.False(error.IsError);
        Assert.Equal(10, calls);
    }

    [Fact]
    public void An_interrupted_test_run_is_not_since_part_of_it_may_have_happened()
    {
        using FakeKernel kernel = new FakeKernel().Fail(BpfCommand.ProgramTestRun, Errno.EINTR);
        TestRunAttributes attributes = default;
        BpfSyscall.Invoke(BpfCommand.ProgramTestRun, ref attributes, out Errno error);
        Assert.Equal(Errno.EINTR, error);
        Assert.Single(kernel.Calls);
    }

    [Fact]
    public void A_stand_in_ends_with_its_scope_and_uncovers_the_one_before()
    {
        static int Ask()
        {
            IdAttributes attributes = default;
            return BpfSyscall.Invoke(BpfCommand.LinkDetach, ref attributes, out _);
        }

        using (BpfSyscall.Replace((_, _, _) => 1))
        {
            using (BpfSyscall.Replace((_, _, _) => 2))
                Assert.Equal(2, Ask());
            Assert.Equal(1, Ask());
        }
        Assert.True(Ask() < 0, "the kernel itself should refuse to detach descriptor 0");
    }

    [Fact]
    public void A_stand_in_is_seen_by_threads_started_under_it()
    {
        int seen = 0;
        using (BpfSyscall.Replace((_, _, _) => 3))
        {
            var thread = new Thread(() =>
            {
                IdAttributes attributes = default;
                seen = BpfSyscall.Invoke(BpfCommand.LinkDetach, ref attributes, out _);
            });
            thread.Start();
            thread.Join();
        }
        Assert.Equal(3, seen);
    }

    [Fact]
    public void Every_command_has_the_name_the_headers_give_it()
    {
        Assert.Equal("BPF_MAP_CREATE", BpfCommand.MapCreate.UapiName());
        Assert.Equal("BPF_PROG_LOAD", ((BpfCommand)5).UapiName());
        Assert.Equal("BPF_PROG_TEST_RUN", ((BpfCommand)10).UapiName());
        Assert.Equal("BPF_OBJ_GET_INFO_BY_FD", ((BpfCommand)15).UapiName());
        Assert.Equal("BPF_RAW_TRACEPOINT_OPEN", ((BpfCommand)17).UapiName());
        Assert.Equal("BPF_LINK_CREATE", ((BpfCommand)28).UapiName());
        Assert.Equal("BPF_LINK_GET_NEXT_ID", ((BpfCommand)31).UapiName());
        Assert.Equal("BPF_PROG_BIND_MAP", ((BpfCommand)35).UapiName());
        Assert.Equal((BpfCommand)18, BpfCommand.BtfLoad);
        Assert.Equal((BpfCommand)28, BpfCommand.LinkCreate);
        Assert.Equal((BpfCommand)35, BpfCommand.ProgramBindMap);
    }
}
