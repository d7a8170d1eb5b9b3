using System.Text.RegularExpressions;
using Capture.Hooks;
using Capture.Reasons;
using Capture.Targets;
using CsCheck;
using Linux.Network;
using Xdpdump.Sentences;
using static Capture.Tests.Targets.Models;

namespace Capture.Tests.Targets;

/// <summary>What holds of -p whatever runs on an interface and whatever is typed.</summary>
public sealed partial class SelectionProperties
{
    private static readonly Gen<string> Names =
        Gen.OneOfConst("a", "b", "parse", "xdp_pass_with_a_long_name", "xdp_pass_with_another", "prog1");

    private static readonly Gen<string> OtherWords = Gen.OneOfConst(
        "", "x", "y", "z", "xdp_dispatcher", "xdp_pass_with_a", "xdp_pass_with_an", "all", "prog0", "10", "20", "99", "7", "other");

    private static readonly Gen<string[]> Functions = Gen.Select(
        Names, Gen.OneOfConst("", "*"), Gen.OneOfConst("x", "y(int)", "z*", "parse").Array[0, 2],
        (main, untyped, others) => (string[])[main + untyped, .. others.Distinct().Where(other => other != main)]);

    private static readonly Gen<InterfacePrograms> Interfaces = Gen.Select(
        Functions.Array[1, 5], Gen.Bool, Gen.Bool, (programs, dispatched, both) =>
        {
            XdpProgram[] components = [.. programs.Select((functions, at) => Program((uint)(20 + at), functions))];
            var first = dispatched ? Dispatcher(10, components) : Plain(components[0]);
            return both ? On(first, Plain(Program(99, "other", "parse"), XdpMode.Generic)) : On(first);
        });

    private static readonly Gen<string> Words = Gen.OneOf(
        Names, OtherWords, Gen.Select(Names, Gen.Int[9, 25], (name, id) => $"{name}@{id}"), Gen.String[Gen.Char[" @,a1"], 0, 5]);

    [Fact]
    public void Whatever_is_typed_is_found_or_answered_with_what_can_be() => Gen.Select(Interfaces, Words.Array[1, 3]).Sample((on, words) =>
    {
        try
        {
            var plan = TracingKind.Plan(on, string.Join(',', words));
            Assert.NotEmpty(plan.Captured);
            Assert.Equal(plan.Captured, plan.Captured.Distinct());
            Assert.Equal(plan.Captured, plan.Captured.OrderBy(one => Place(on, one)));
        }
        catch (CaptureException refusal)
        {
            foreach (Match offered in Offers().Matches(Sentence.Of(refusal).Split(';')[^1]))
                Assert.Equal(offered.Value, Text(Assert.Single(TracingKind.Plan(on, offered.Value).Captured)));
        }
    });

    [Fact]
    public void Order_and_number_of_the_words_are_nothing() => Gen.Select(Interfaces, Words.Array[1, 4]).Sample((on, words) =>
    {
        var straight = Outcome(on, string.Join(',', words));
        if (straight is not null)
            Assert.Equal(straight, Outcome(on, string.Join(',', [.. words.Reverse(), words[0]])));
    });

    [Fact]
    public void A_list_is_what_its_words_are_one_by_one() => Gen.Select(Interfaces, Words.Array[1, 4]).Sample((on, words) =>
    {
        words = [.. words.Where(word => !word.Contains(','))];
        if (words.Length == 0 || words.Any(word => Outcome(on, word) is null))
            return;
        Assert.Equal(words.SelectMany(word => Outcome(on, word)!).ToHashSet(), Outcome(on, string.Join(',', words))?.ToHashSet());
    });

    [Fact]
    public void What_all_names_has_each_programs_main_function_and_nothing_else() => Interfaces.Sample(on =>
    {
        var all = TracingKind.Plan(on, "all").Captured;
        Assert.All(all, one => Assert.Contains(Programs(on), program => program.Id == one.ProgramId && program.Main!.Id == one.Function));
        var expected = Programs(on).Count - on.Attached.Count(attached => attached.Replacement is not null);
        Assert.Equal(expected, all.Count);
    });

    [Fact]
    public void The_outermost_runs_before_everything_captured() => Gen.Select(Interfaces, Words).Sample((on, word) =>
    {
        if (Outcome(on, word) is null || TracingKind.Plan(on, word) is not { Outermost: { } outermost } plan)
            return;
        Assert.True(Place(on, outermost) <= Place(on, plan.Captured[0]));
    });

    private static IReadOnlyList<string>? Outcome(InterfacePrograms on, string names)
    {
        try
        {
            return [.. TracingKind.Plan(on, names).Captured.Select(Text)];
        }
        catch (CaptureException)
        {
            return null;
        }
    }

    private static List<XdpProgram> Programs(InterfacePrograms on) =>
        [.. on.Attached.SelectMany(attached => (XdpProgram[])[attached.Program, .. attached.Components.Select(one => one.Program)])];

    private static int Place(InterfacePrograms on, TargetFunction function)
    {
        var programs = Programs(on);
        var at = programs.FindIndex(program => program.Id == function.ProgramId);
        return at * 100 + programs[at].Functions.ToList().FindIndex(one => one.Id == function.Function);
    }

    private static string Text(TargetFunction function) => $"{function.Name}@{function.ProgramId}";

    [GeneratedRegex(@"\w+@\d+")]
    private static partial Regex Offers();
}
