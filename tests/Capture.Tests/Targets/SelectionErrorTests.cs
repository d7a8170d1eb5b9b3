using Capture.Hooks;
using Capture.Reasons;
using Capture.Targets;
using Linux.Network;
using Xdpdump.Sentences;
using static Capture.Tests.Targets.Models;

namespace Capture.Tests.Targets;

/// <summary>What a person reads whose -p leads nowhere: what is wrong, and what there is instead, as -p takes it.</summary>
public sealed class SelectionErrorTests
{
    private const string LongName = "xdp_test_prog_with_a_long_name";
    private const string ThreeRun = "xdp_dispatcher@10, " + LongName + "@23, parse@23, xdp_pass@21, xdp_drop@22";

    private const string NotAllKnown = "; it runs xdp_dispatcher@10; not all that xdp_dispatcher@10 runs is known: its BTF type information cannot be read";

    private static readonly InterfacePrograms Three = On(Dispatcher(
        10, Program(23, LongName, "parse", "count(int)", "|", LongName + "_too"), Program(21, "xdp_pass"), Program(22, "xdp_drop")));

    private static readonly InterfacePrograms One = On(Dispatcher(10, Program(20, "xdpfilt_alw_all")));

    private static readonly InterfacePrograms Twins = On(Dispatcher(10, Program(21, LongName), Program(22, LongName)));

    private static readonly InterfacePrograms Cousins = On(Dispatcher(10, Program(21, LongName + "_a"), Program(22, LongName + "_b")));

    [Theory]
    [InlineData("hallo")]
    [InlineData("xdp_test")]
    [InlineData("XDP_PASS")]
    [InlineData("xdp_pass,hallo")]
    public void An_unknown_name_is_answered_with_all_there_are(string names)
    {
        var name = names.Split(',')[^1];
        Refused($"there is no XDP program or function '{name}' on eth0; it runs {ThreeRun}", Three, names);
    }

    [Theory]
    [InlineData("hallo@23", "there is no function 'hallo' in XDP program " + LongName + "@23; it has " + LongName + "@23, parse@23")]
    [InlineData("xdp_pass@22", "there is no function 'xdp_pass' in XDP program xdp_drop@22; it has xdp_drop@22")]
    [InlineData("hallo@10", "there is no function 'hallo' in XDP program xdp_dispatcher@10; it has xdp_dispatcher@10")]
    public void An_unknown_name_in_a_program_is_answered_with_what_it_has(string names, string message) => Refused(message, Three, names);

    [Fact]
    public void A_name_in_several_programs_asks_which()
    {
        Refused($"'{LongName}' is in several XDP programs on eth0; say which one is meant: {LongName}@21, {LongName}@22", Twins, LongName);
        Refused(
            $"'xdp_test_prog_w' is in several XDP programs on eth0; say which one is meant: {LongName}_a@21, {LongName}_b@22", Cousins,
            "xdp_test_prog_w");
    }

    [Theory]
    [InlineData("hallo@3e", "3e")]
    [InlineData("3e", "3e")]
    [InlineData("hallo@", "")]
    [InlineData("hallo@-1", "-1")]
    [InlineData("hallo@4294967296", "4294967296")]
    [InlineData("a@b@c", "c")]
    public void What_is_no_number_is_no_id(string word, string id) =>
        Refused($"'{id}' in '{word}' is no program id, which is a number; eth0 runs {ThreeRun}", Three, word);

    [Theory]
    [InlineData("128")]
    [InlineData("hallo@128")]
    [InlineData("xdp_pass,128")]
    public void An_id_that_is_not_on_the_interface_is_foreign(string names) =>
        Refused($"there is no XDP program with id 128 on eth0; it runs {ThreeRun}", Three, names);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(",")]
    [InlineData("xdp_pass,")]
    [InlineData(",xdp_pass")]
    [InlineData("xdp_pass,,xdp_drop")]
    [InlineData("@21")]
    public void An_empty_name_is_not_passed_over(string names) =>
        Refused($"-p '{names}' leaves a name empty; eth0 runs {ThreeRun}", Three, names);

    [Theory]
    [InlineData("xdp_dispatcher")]
    [InlineData("10")]
    [InlineData("xdp_dispatcher@10")]
    [InlineData("xdpfilt_alw_all,xdp_dispatcher")]
    public void A_dispatcher_of_one_program_cannot_be_traced_and_the_reason_is_given(string names) => Refused(
        "xdp_dispatcher@10 cannot be traced: libxdp put its only program in the place of the dispatcher's own function, which the kernel "
        + "lets nobody trace then; capture at xdpfilt_alw_all@20, which sees the same packets",
        One, names);

    [Fact]
    public void It_is_not_among_what_can_be_named() =>
        Refused("there is no XDP program or function 'hallo' on eth0; it runs xdpfilt_alw_all@20", One, "hallo");

    [Theory]
    [InlineData("prog1")]
    [InlineData("prog1@10")]
    public void A_replaced_function_leads_to_what_replaces_it(string names) => Refused(
        "function prog1@10 cannot be traced: xdp_pass@21 runs in its place; capture at xdp_pass@21", Three, names);

    [Theory]
    [InlineData(LongName + "_too@23", LongName + "@23, parse@23")]
    [InlineData(LongName + "_too", ThreeRun)]
    public void A_function_of_another_program_in_the_file_is_known_for_what_it_is(string names, string there) => Refused(
        $"function '{LongName}_too' is known to the type information of XDP program {LongName}@23 but is not part of it: it belongs to "
        + $"another program of the same object file, or was inlined; to capture at there is {there}",
        Three, names);

    [Theory]
    [InlineData("count")]
    [InlineData("count@23")]
    public void A_function_without_the_packet_has_nothing_to_capture(string names) => Refused(
        "function count@23 does not get the packet (its first argument is not struct xdp_md *), so there is nothing to capture; "
        + $"to capture at there is {ThreeRun}",
        Three, names);

    [Fact]
    public void Nor_has_a_program_in_the_place_of_a_function_that_gets_none()
    {
        var number = Program(8, "constant(int)") with { IsExtension = true };
        Refused(
            "function constant@8 does not get the packet (its first argument is not struct xdp_md *), so there is nothing to capture; "
            + "to capture at there is xdp_main@7",
            On(Extended(Program(7, "xdp_main", "number(int)"), 1, number)), "constant");
    }

    [Theory]
    [InlineData("note")]
    [InlineData("note@7")]
    public void Functions_of_one_name_in_one_program_cannot_be_told_apart(string names) => Refused(
        "function note@7 is in XDP program main@7 several times: copies that the compiler made, or static functions of one name from "
        + "several files. They cannot be told apart, and not all would be captured at; give them names of their own, or capture at main@7",
        On(Plain(Program(7, "main", "note", "other", "note"))), names);

    [Fact]
    public void Nor_has_a_main_function_without_arguments() => Refused(
        "function none@7 does not get the packet (its first argument is not struct xdp_md *), so there is nothing to capture; "
        + "to capture at there is nothing that can be named",
        On(Plain(Program(7, "none()"))), null);

    [Theory]
    [InlineData(null)]
    [InlineData("all")]
    [InlineData("plain")]
    [InlineData("7")]
    [InlineData("plain@7")]
    [InlineData("main@7")]
    public void A_program_that_cannot_be_traced_gives_its_own_reason_when_it_is_wanted(string? names)
    {
        Refused(
            "XDP program plain@7 was loaded without BTF type information, which the kernel needs to trace it; "
            + "compile it with -g (clang, target bpf) and load it with a loader that passes BTF on, such as libbpf or xdp-loader",
            On(Plain(new XdpProgram(7) { Name = "plain", HasBtf = false })), names);
    }

    [Fact]
    public void One_in_hardware_does_so_even_beside_another()
    {
        const string Words = "XDP program 31 on eth0 is offloaded to hardware: it runs in the network card, where the kernel cannot trace it; "
            + "attach it in native or skb mode to capture at it";
        var hard = Program(31, "hard") with { IsOffloaded = true };
        var both = On(Plain(Program(30, "soft"), XdpMode.Generic), Plain(hard, XdpMode.Offloaded));
        Refused(Words, both, "hard");
        Refused(Words, both, "31");
        Refused(Words, both, "hard@31");
        Refused(Words, both, "no_such_function@31");
        Refused(Words, On(Plain(hard, XdpMode.Offloaded)), null);
        Refused(Words, On(Plain(hard, XdpMode.Offloaded)), "all");
    }

    [Fact]
    public void No_program_at_all_is_said_as_ever() => Refused(
        "interface eth0 has no XDP program to capture at; load one first, or use --load-xdp-program to capture with a program of our own that "
        + "passes every packet on",
        On(), "all");

    [Theory]
    [InlineData(1, null, "the programs that xdp_dispatcher@10 runs are not all known: its BTF type information cannot be read")]
    [InlineData(1, "all", "the programs that xdp_dispatcher@10 runs are not all known: its BTF type information cannot be read")]
    [InlineData(2, "all", "the programs that xdp_dispatcher@10 runs are not all known: its BTF type information cannot be read")]
    [InlineData(2, "a", "there is no XDP program or function 'a' on eth0" + NotAllKnown)]
    [InlineData(2, "21", "there is no XDP program with id 21 on eth0" + NotAllKnown)]
    public void Programs_that_could_not_be_found_are_not_denied(int count, string? names, string message)
    {
        var dispatcher = Dispatcher(10) with { Dispatcher = Configuration(count), Missing = new FunctionsUnreadable() };
        Refused(message, On(dispatcher), names);
    }

    [Fact]
    public void A_dispatcher_of_several_can_be_captured_at_without_knowing_them()
    {
        var dispatcher = Dispatcher(10) with { Dispatcher = Configuration(2), Missing = new FunctionsUnreadable() };
        Assert.Equal(10u, Assert.Single(TracingKind.Plan(On(dispatcher), null).Captured).ProgramId);
    }

    private static void Refused(string message, InterfacePrograms on, string? names) =>
        Assert.Equal(message, Sentence.Of(Assert.Throws<CaptureException>(() => TracingKind.Plan(on, names))));
}
