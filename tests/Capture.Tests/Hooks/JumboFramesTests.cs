using Capture.Emission;
using Capture.Hooks;
using Capture.Tests.Emission;
using Ebpf.Features;
using Linux.Processes;
using Xdpdump.Sentences;

namespace Capture.Tests.Hooks;

/// <summary>Whether jumbo frames are captured whole, and what is said where they are not.</summary>
public sealed class JumboFramesTests
{
    private const string Cut = "jumbo frames are kept only up to the end of their first buffer";

    private static readonly HostPrivileges Able = FakeMachine.Able;
    private static readonly HostPrivileges NoSyslog = Able with { Has = capability => capability != Capability.Syslog };

    [Fact]
    public void Where_all_is_known_they_are_whole()
    {
        var jumbo = Find(VariableAnswer.Known, NoSyslog);
        Assert.Equal(new JumboFrames(new FragmentAccess(Samples.FragmentOffsets, Samples.DirectMap), null), jumbo);
    }

    [Fact]
    public void A_kernel_that_has_none_is_not_asked_for_addresses() => Assert.Equal(
        new JumboFrames(null, null),
        JumboFrames.Find(new Types { Without = "flags" }.Build(), () => throw new InvalidOperationException("asked"), Able, () => false));

    [Fact]
    public void A_missing_capability_is_named() => Limited(
        VariableAnswer.Hidden, NoSyslog, $"CAP_SYSLOG is missing, without which {Cut}; run as root or grant the capability");

    [Fact]
    public void A_setting_that_no_capability_overcomes_is_named() => Limited(
        VariableAnswer.Hidden, NoSyslog,
        $"the setting kernel.kptr_restrict=2 hides from everyone where memory is mapped, so {Cut}; set it to 1 to capture them whole",
        hiddenFromAll: true);

    [Fact]
    public void Addresses_hidden_although_the_capability_is_there_are_a_policy() => Limited(
        VariableAnswer.Hidden, Able, $"this kernel does not let programs read where memory is mapped, so {Cut}");

    [Fact]
    public void A_kernel_without_the_symbol_says_which() => Limited(
        VariableAnswer.Unknown, Able, $"this kernel does not tell where memory is mapped (it has no symbol vmemmap_base), so {Cut}");

    [Fact]
    public void A_kernel_that_is_not_to_be_read_says_so() => Limited(
        VariableAnswer.Unreadable, Able, $"this kernel does not let programs read where memory is mapped, so {Cut}");

    [Fact]
    public void Types_that_are_not_understood_are_named_and_nothing_is_read_by_them()
    {
        var kernel = new Types { Without = "xdp_frags_size" }.Build();
        var jumbo = JumboFrames.Find(kernel, () => (VariableAnswer.Known, Samples.DirectMap), Able, () => false);
        Assert.Null(jumbo.Access);
        Assert.Equal(
            $"this kernel's BTF has no skb_shared_info.xdp_frags_size as it is known, so {Cut}, which is all that is known of their length "
            + "too; please report the kernel's version", Sentence.Of(jumbo.Limit!));
    }

    [Fact]
    public void Symbols_are_found_by_their_whole_name_and_hidden_ones_are_zero()
    {
        string[] lines =
        [
            "ffffffff8217f000 D my_vmemmap_base", "ffffffff8217f580 D vmemmap_base", "ffffffff8217f588 D vmemmap_base_too",
            "0000000000000000 D page_offset_base", "ffffffffc0001000 t helper\t[module]",
        ];
        Assert.Equal([0ul, 0xffff_ffff_8217_f580], KernelVariables.Find(lines, ["page_offset_base", "vmemmap_base"])!);
        Assert.Null(KernelVariables.Find(lines, ["vmemmap_base", "no_such_symbol"]));
    }

    private static JumboFrames Find(VariableAnswer answer, HostPrivileges here, bool hiddenFromAll = false) => JumboFrames.Find(
        Types.Recent().Build(), () => (answer, answer == VariableAnswer.Known ? Samples.DirectMap : null), here, () => hiddenFromAll);

    private static void Limited(VariableAnswer answer, HostPrivileges here, string words, bool hiddenFromAll = false)
    {
        var jumbo = Find(answer, here, hiddenFromAll);
        Assert.Equal(new FragmentAccess(Samples.FragmentOffsets, null), jumbo.Access);
        Assert.Equal(words, Sentence.Of(jumbo.Limit!));
    }
}
