using Capture.Hooks;
using Capture.Targets;
using Linux.Network;
using static Capture.Tests.Targets.Models;

namespace Capture.Tests.Targets;

/// <summary>What -p chooses, set-up by set-up. Functions read name@id; what encloses them all stands behind the arrow.</summary>
public sealed class TargetSelectionTests
{
    private const string LongName = "xdp_test_prog_with_a_long_name";

    private static readonly Dictionary<string, InterfacePrograms> SetUps = new()
    {
        ["plain"] = On(Plain(Program(7, LongName, "parse", "count(int)", "raw*", "|", LongName + "_too"))),
        ["untyped"] = On(Plain(Program(7, "main*"))),
        ["one"] = On(Dispatcher(10, Program(20, "xdpfilt_alw_all", "parse"))),
        ["three"] = On(Dispatcher(
            10, Program(23, LongName, "parse", "|", LongName + "_too"), Program(21, "xdp_pass"), Program(22, "xdp_drop"))),
        ["twins"] = On(Dispatcher(10, Program(23, "xdp_pass"), Program(21, LongName), Program(22, LongName))),
        ["cousins"] = On(Dispatcher(10, Program(21, LongName + "_a"), Program(22, LongName + "_b"), Program(24, "xdp_test_prog_w"))),
        ["replaced"] = On(Extended(Program(7, "xdp_main", "decide", "parse"), 1, Program(8, "better"))),
        ["bpfman"] = On(Extended(Program(10, "xdp_dispatcher", "prog0"), 1, Program(20, "only"), 0) with { Dispatcher = Configuration(1) }),
        ["slot name"] = On(Dispatcher(10, Program(20, "prog0"), Program(21, "prog7"))),
        ["hardware too"] = On(
            Plain(Program(30, "soft"), XdpMode.Generic),
            Plain(Program(31, "hard") with { IsOffloaded = true }, XdpMode.Offloaded)),
        ["two modes"] = On(Plain(Program(30, "driver")), Plain(Program(31, "stack"), XdpMode.Generic)),
        ["detached"] = On(Dispatcher(10, Program(20, "gone")) with { Components = [] }),
    };

    [Theory]
    [InlineData("plain", null, LongName + "@7 <- " + LongName + "@7")]
    [InlineData("untyped", null, "main@7 <- main@7")]
    [InlineData("one", null, "xdpfilt_alw_all@20 <- xdpfilt_alw_all@20")]
    [InlineData("three", null, "xdp_dispatcher@10 <- xdp_dispatcher@10")]
    [InlineData("replaced", null, "xdp_main@7 <- xdp_main@7")]
    [InlineData("bpfman", null, "only@20 <- xdp_dispatcher@10")]
    [InlineData("hardware too", null, "soft@30 <- soft@30")]
    [InlineData("two modes", null, "driver@30 <- driver@30")]
    [InlineData("detached", null, "xdp_dispatcher@10 <- xdp_dispatcher@10")]
    public void Without_names_it_is_the_main_program(string setUp, string? names, string chosen) =>
        Assert.Equal(chosen, Select(setUp, names));

    [Theory]
    [InlineData("plain", LongName + "@7 <- " + LongName + "@7")]
    [InlineData("one", "xdpfilt_alw_all@20 <- xdpfilt_alw_all@20")]
    [InlineData("three", "xdp_dispatcher@10 " + LongName + "@23 xdp_pass@21 xdp_drop@22 <- xdp_dispatcher@10")]
    [InlineData("replaced", "xdp_main@7 better@8 <- xdp_main@7")]
    [InlineData("bpfman", "only@20 <- xdp_dispatcher@10")]
    [InlineData("hardware too", "soft@30 <- soft@30")]
    [InlineData("two modes", "driver@30 stack@31 <- none")]
    [InlineData("detached", "xdp_dispatcher@10 <- xdp_dispatcher@10")]
    public void All_are_all_programs_outermost_first(string setUp, string chosen) => Assert.Equal(chosen, Select(setUp, "all"));

    [Theory]
    [InlineData("plain", LongName, LongName + "@7")]
    [InlineData("plain", "xdp_test_prog_w", LongName + "@7")]
    [InlineData("plain", "xdp_test_prog_w@7", LongName + "@7")]
    [InlineData("plain", "7", LongName + "@7")]
    [InlineData("plain", "007", LongName + "@7")]
    [InlineData("plain", "parse", "parse@7")]
    [InlineData("plain", "parse@7", "parse@7")]
    [InlineData("untyped", "main", "main@7")]
    [InlineData("three", "xdp_pass", "xdp_pass@21")]
    [InlineData("three", "22", "xdp_drop@22")]
    [InlineData("three", "parse", "parse@23")]
    [InlineData("three", " xdp_pass ", "xdp_pass@21")]
    [InlineData("twins", LongName + "@22", LongName + "@22")]
    [InlineData("cousins", LongName + "_b", LongName + "_b@22")]
    [InlineData("cousins", "xdp_test_prog_w", "xdp_test_prog_w@24")] // in full, where others' names are cut to it
    [InlineData("cousins", "xdp_test_prog_w@21", LongName + "_a@21")]
    [InlineData("one", "parse", "parse@20")]
    [InlineData("slot name", "prog0", "prog0@20")] // a component's own name, not the dispatcher's slot
    [InlineData("slot name", "prog7", "prog7@21")]
    [InlineData("slot name", "prog5", "prog5@10")]
    [InlineData("hardware too", "soft", "soft@30")]
    [InlineData("two modes", "31", "stack@31")]
    public void A_word_is_a_name_an_id_or_both(string setUp, string names, string chosen) =>
        Assert.Equal(chosen, Select(setUp, names).Split(" <- ")[0]);

    [Theory]
    [InlineData("three", "xdp_pass,xdp_dispatcher", "xdp_dispatcher@10 xdp_pass@21 <- xdp_dispatcher@10")]
    [InlineData("three", "22,21,23,10", "xdp_dispatcher@10 " + LongName + "@23 xdp_pass@21 xdp_drop@22 <- xdp_dispatcher@10")]
    [InlineData("three", "xdp_drop,22,xdp_drop@22", "xdp_drop@22 <- xdp_dispatcher@10")]
    [InlineData("three", "parse,xdp_pass", "parse@23 xdp_pass@21 <- xdp_dispatcher@10")]
    [InlineData("three", "parse,23", LongName + "@23 parse@23 <- xdp_dispatcher@10")]
    [InlineData("three", "all,parse", "xdp_dispatcher@10 " + LongName + "@23 parse@23 xdp_pass@21 xdp_drop@22 <- xdp_dispatcher@10")]
    [InlineData("one", "20,all,all", "xdpfilt_alw_all@20 <- xdpfilt_alw_all@20")]
    [InlineData("plain", "parse,7", LongName + "@7 parse@7 <- " + LongName + "@7")]
    [InlineData("plain", "parse", "parse@7 <- " + LongName + "@7")]
    [InlineData("one", "parse", "parse@20 <- xdpfilt_alw_all@20")]
    [InlineData("one", "prog3@10", "prog3@10 <- none")] // nothing that encloses it can be traced
    [InlineData("replaced", "better", "better@8 <- xdp_main@7")]
    [InlineData("two modes", "stack", "stack@31 <- stack@31")]
    [InlineData("two modes", "stack,driver", "driver@30 stack@31 <- none")]
    public void A_list_comes_once_each_and_outermost_first(string setUp, string names, string chosen) =>
        Assert.Equal(chosen, Select(setUp, names));

    [Fact]
    public void A_function_is_described_as_it_takes_to_hook_it()
    {
        var program = Program(7, "main*", "parse");
        var plan = TracingKind.Plan(On(Plain(program, XdpMode.Generic)), "main,parse");
        Assert.Equal(
            [
                new TargetFunction(7, new(100), "main", HasTypedContext: false, ParameterCount: 1, XdpMode.Generic),
                new TargetFunction(7, new(101), "parse", HasTypedContext: true, ParameterCount: 1, XdpMode.Generic)
                {
                    CalledWithin = program,
                },
            ],
            plan.Captured);
        Assert.Equal(plan.Captured[0], plan.Outermost);
        Assert.Equal("eth0", plan.Interface.Name);
    }

    private static string Select(string setUp, string? names)
    {
        var plan = TracingKind.Plan(SetUps[setUp], names);
        return $"{string.Join(' ', plan.Captured.Select(Text))} <- {(plan.Outermost is { } one ? Text(one) : "none")}";
    }

    private static string Text(TargetFunction function) => $"{function.Name}@{function.ProgramId}";
}
