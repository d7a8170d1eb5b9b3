using Capture.Hooks;
using Capture.Reasons;
using Capture.Records;
using Capture.Selection;
using Capture.Targets;
using Capture.Tests.Emission;
using Ebpf.Btf;
using Ebpf.Sys;
using Ebpf.Tests;
using Linux;
using Linux.Files;
using Linux.Network;
using Xdpdump.Sentences;

namespace Capture.Tests.Hooks;

/// <summary>Which hooks there are while interfaces come to a program and leave it.</summary>
public sealed unsafe class HookGroupTests : IDisposable
{
    private readonly FakeKernel _kernel;
    private readonly RingMaps _maps;
    private readonly FakeReading _reading = new();
    private readonly CaptureContext _context;
    private readonly HashSet<(int Index, int Group)> _table = [];
    private int _loads, _links;
    private int[] _refusedLinks = [];
    private int _refusedEntry;
    private ulong _misses;

    public HookGroupTests()
    {
        _kernel = FakeMachine.WithProgram((ref record) => record.RecursionMisses = _misses)
            .On(BpfCommand.MapCreate, (_, _) => FakeMachine.MappableDescriptor())
            .On(BpfCommand.ProgramLoad, (_, _) => Count(ref _loads))
            .On(BpfCommand.RawTracepointOpen, (_, _) => Count(ref _links) is var link && _refusedLinks.Contains(_links) ? Refuse(link) : link)
            .On(BpfCommand.MapUpdateElement, (attributes, _) => Enter(FakeKernel.As<MapElementAttributes>(attributes).Key, true))
            .On(BpfCommand.MapDeleteElement, (attributes, _) => Enter(FakeKernel.As<MapElementAttributes>(attributes).Key, false));
        _maps = RingMaps.Create(snapLength: 96);
        _context = new(new CaptureOptions { Interfaces = ["eth0"] }, new NamespaceScope(null), _ => _maps, _reading)
        {
            Kernel = (Samples.Offsets, new JumboFrames(null, null)),
        };
    }

    public void Dispose()
    {
        _maps.Dispose();
        _kernel.Dispose();
    }

    [Fact]
    public void One_interface_alone_has_hooks_that_look_nothing_up()
    {
        var (group, member) = Join(1);
        Assert.Empty(Attach(group, member));
        Assert.Equal((2, 2, false), (_loads, _links, group.LooksUp));
        Assert.Empty(_table);
    }

    [Fact]
    public void However_many_come_before_the_hooks_are_in_there_are_two_links_and_nobody_is_interrupted()
    {
        List<(HookGroup Group, GroupMember Member)> joined = [.. Enumerable.Range(1, 100).Select(index => Join(index))];
        Assert.All(joined, one => Assert.Empty(Attach(one.Group, one.Member)));
        Assert.Single(joined.Select(one => one.Group).Distinct());
        Assert.Equal((4, 2), (_loads, _links)); // two for the first alone, and two that look up
        Assert.Equal(Enumerable.Range(1, 100), _table.Select(entry => entry.Index).Order());
    }

    [Fact]
    public void Interfaces_that_run_other_functions_have_hooks_of_their_own()
    {
        Assert.NotSame(Join(1).Group, Join(2, program: 6).Group);
        Assert.Equal(4, _loads);
    }

    [Fact]
    public void A_second_one_that_comes_later_interrupts_the_first_and_from_then_on_nobody_is()
    {
        var (group, first) = Join(1);
        group.Attach(first);
        var (same, second) = Join(2);
        Assert.Same(group, same);
        Assert.Equal([first], Attach(group, second));
        Assert.Equal(4, _links);
        Assert.True(group.LooksUp);
        Assert.Equal([1, 2], _table.Select(entry => entry.Index).Order());

        var (_, third) = Join(3);
        _context.Slaves.Add(third.Interface, FakeMachine.Interface with { Index = 30 });
        _context.Slaves.Add(third.Interface, FakeMachine.Interface with { Index = 31 });
        Assert.Empty(Attach(group, third));
        Assert.Equal(4, _links);
        Assert.Equal([1, 2, 3, 30, 31], _table.Select(entry => entry.Index).Order());
    }

    [Fact]
    public void Where_the_kernel_refuses_the_hooks_of_both_the_first_has_its_own_again()
    {
        var (group, first) = Join(1);
        group.Attach(first);
        var (_, second) = Join(2);
        _refusedLinks = [4]; // of the new ones the second
        Assert.Throws<CaptureException>(() => group.Attach(second));
        Leave(group, second);
        Assert.False(group.LooksUp);
        Assert.All(group.Hooks, hook => Assert.True(hook.IsAttached));
        Assert.Empty(_table);

        var (_, third) = Join(3);
        Assert.Equal([first], Attach(group, third));
    }

    [Fact]
    public void Where_it_refuses_those_too_it_is_said_on_which_interfaces_nothing_is_captured_any_more()
    {
        var (group, first) = Join(1);
        group.Attach(first);
        var (_, second) = Join(2);
        _refusedLinks = [4, 5];
        Assert.Contains(
            "; and on eth1, where the same program runs, nothing is captured any more: ",
            Sentence.Of(Assert.Throws<CaptureException>(() => group.Attach(second))), StringComparison.Ordinal);
        Assert.Equal((true, false), (first.HasFailed, first.IsIn));
    }

    [Fact]
    public void Hooks_that_were_in_once_are_loaded_anew_since_the_kernel_takes_them_once()
    {
        var (group, first) = Join(1);
        var (_, second) = Join(2);
        group.Attach(first);
        group.Attach(second);
        Leave(group, second);
        var loads = _loads;
        var (same, again) = Join(1);
        Assert.Same(group, same);
        Leave(group, first);

        group.Attach(again);

        Assert.Equal(loads + 2, _loads);
        Assert.All(group.Hooks, hook => Assert.True(hook.IsAttached));
        Assert.Equal([1], _table.Select(entry => entry.Index));
    }

    [Fact]
    public void Packets_are_opened_before_a_missed_entry_is_a_loss()
    {
        var (group, first) = Join(1);
        group.Attach(first);
        group.BeginCounting();
        var (_, second) = Join(2);
        group.Attach(second);
        Assert.Equal((MemberState.Open, MemberState.Open), (first.State, second.State));

        group.BeginCounting();
        Assert.Equal((MemberState.Counting, MemberState.Counting), (first.State, second.State));
    }

    [Fact]
    public void A_slave_that_moves_to_another_interface_of_the_group_stays_with_that_one()
    {
        var (group, first) = Join(1);
        var (_, second) = Join(2);
        group.Attach(first);
        group.Attach(second);
        group.AddSlave(first, 30);

        group.AddSlave(second, 30);
        group.RemoveSlave(first, 30);

        Assert.Equal([1, 2, 30], _table.Select(entry => entry.Index).Order());
    }

    [Fact]
    public void Who_was_interrupted_goes_on_where_the_one_that_came_cannot_be_taken_in()
    {
        var (group, first) = Join(1);
        group.Attach(first);
        group.BeginCounting();
        var (_, second) = Join(2);
        _refusedEntry = 2;

        Assert.Throws<CaptureException>(() => group.Attach(second));

        Assert.Equal([first], group.Interrupted);
        Assert.Equal((MemberState.Counting, true), (first.State, first.IsIn));
        Assert.All(group.Hooks, hook => Assert.True(hook.IsAttached));
    }

    [Fact]
    public void One_that_leaves_is_taken_out_and_the_last_one_takes_the_hooks_along()
    {
        var (group, first) = Join(1);
        var (_, second) = Join(2);
        group.Attach(first);
        group.Attach(second);
        Leave(group, first);
        Assert.Equal([2], _table.Select(entry => entry.Index));
        Assert.All(group.Hooks, hook => Assert.True(hook.IsAttached));
        Leave(group, second);
        Assert.Empty(_table);
        Assert.All(group.Hooks, hook => Assert.False(hook.IsAttached));
        Assert.NotSame(group, Join(1).Group);
    }

    [Fact]
    public void Runs_the_kernel_skipped_are_an_interfaces_only_while_it_was_the_only_one()
    {
        var (group, first) = Join(1);
        group.Attach(first);
        _misses = 5;
        var (_, second) = Join(2);
        group.Attach(second); // its hooks begin at 0, which the fake does not: it tells 5 of them as well
        Assert.Equal(5ul, _reading.RecursionMisses.GetValueOrDefault(first.Slots.First));
        group.AddRecursionMisses();
        Assert.Equal([("xdp_main@5 at entry", 5ul), ("xdp_main@5 at exit", 5ul)], _context.Groups.Skipped);
        Leave(group, first);
        group.AddRecursionMisses();
        _misses = 7;
        group.AddRecursionMisses();
        Assert.Equal((5ul, 2ul), (_reading.RecursionMisses.GetValueOrDefault(first.Slots.First), _reading.RecursionMisses.GetValueOrDefault(second.Slots.First)));
        Assert.Equal(10ul, _context.Groups.Skipped.Aggregate(0ul, (sum, one) => sum + one.Runs));
    }

    private (HookGroup Group, GroupMember Member) Join(int index, uint program = 5)
    {
        var on = new NetworkInterface(index, $"eth{index}", null, true, 1500, []);
        var function = new TargetFunction(program, new BtfTypeId(3), "xdp_main", true, 1, XdpMode.Native);
        var plan = new TargetPlan(on, [function], function);
        var member = new GroupMember(on, _maps.TakeSlots(2), _maps);
        return (_context.Groups.Join(plan, HookPlan.All(plan, atEntry: true, atExit: true, PacketSelection.All), member), member);
    }

    private static IReadOnlyList<GroupMember> Attach(HookGroup group, GroupMember member)
    {
        group.Attach(member);
        return group.Interrupted;
    }

    private void Leave(HookGroup group, GroupMember member)
    {
        group.DetachEntrances(member);
        group.DetachRest(member);
        _context.Groups.Leave(group, member);
    }

    private static int Count(ref int what)
    {
        what++;
        return FakeKernel.NewDescriptor();
    }

    private static int Refuse(int descriptor)
    {
        new FileDescriptorHandle(descriptor).Dispose();
        return -Errno.E2BIG.Value;
    }

    private int Enter(byte* key, bool enters)
    {
        var entry = (((int*)key)[0], ((int*)key)[1]);
        if (enters && entry.Item1 == _refusedEntry)
            return -Errno.E2BIG.Value;
        if (enters)
            _table.Add(entry);
        return enters || _table.Remove(entry) ? 0 : -Errno.ENOENT.Value;
    }
}
