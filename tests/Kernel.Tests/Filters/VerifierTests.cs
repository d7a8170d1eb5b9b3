using Capture.Filters;
using ClassicBpf;
using ClassicBpf.Tests.Support;
using ClassicBpf.Translation;
using Ebpf.Features;
using Ebpf.Objects;
using Xdpdump.Sentences;

namespace Kernel.Tests.Filters;

/// <summary>What the kernel's verifier takes, on every kernel.</summary>
[Trait("Kernels", "all")]
[Trait("Needs", "verifiers")]
public sealed class VerifierTests : IDisposable
{
    private readonly PacketSet _set = new(1, 1);

    public void Dispose() => _set.Dispose();

    [Fact]
    public void Every_expression_is_accepted()
    {
        uint most = 0;
        var longest = "";
        foreach (var expression in Expressions.All)
        {
            var verified = Verified(expression, FilterExpression.Compile(expression));
            if (verified > most)
                (most, longest) = (verified, expression);
        }

        Report($"Linux {KernelRelease.Current}: {Expressions.All.Count} expressions; the most instructions verified: {most}, for '{longest}'");
    }

    public static TheoryData<string> LongExpressions => [.. LongFilters.Expressions.Keys];

    [Theory]
    [MemberData(nameof(LongExpressions))]
    public void Expression_of_4000_instructions_is_accepted(string name)
    {
        var program = FilterExpression.Compile(LongFilters.Expressions[name]);
        Assert.InRange(program.Instructions.Length, 4000, 4200);
        Report($"Linux {KernelRelease.Current}: {name}, {program.Instructions.Length} instructions, {Verified(name, program)} verified");
    }

    [Fact]
    public void List_of_3500_addresses_is_accepted() =>
        Report($"Linux {KernelRelease.Current}: {Verified("list", new ClassicProgram([.. LongFilters.List(3_500)]))} verified");

    public static TheoryData<string> LongPrograms => [.. LongFilters.Programs.Keys];

    /// <remarks>Eleven instructions of eBPF for each of these: of so many, jumps do not reach over the whole.</remarks>
    private static readonly string[] s_tooLong = ["indirect loads only", "jumps from end to end over indirect loads"];

    [Theory]
    [MemberData(nameof(LongPrograms))]
    public void Program_of_4096_instructions_is_accepted_or_refused_with_words(string name)
    {
        if (!s_tooLong.Contains(name))
        {
            CheckLength(name, 4096);
            return;
        }

        CheckLength(name, 2700);
        var refusal = Assert.Throws<TranslationException>(() => CheckLength(name, 4096));
        Assert.StartsWith("the filter is too long: its 4096 instructions become ",
            Sentence.Of(FilterValidation.ReasonOf(refusal.Obstacle)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(LongPrograms))]
    public void Program_that_is_just_not_spilled_is_accepted(string name) => CheckLength(name, FilterLimits.Unspilled);

    private void CheckLength(string name, int length)
    {
        var program = new ClassicProgram([.. LongFilters.Programs[name](length, new Random(1))]);
        Assert.Equal(length, program.Instructions.Length);
        Report($"Linux {KernelRelease.Current}: {name}, {length}, {Verified(name, program)} verified");
    }

    private uint Verified(string name, ClassicProgram program)
    {
        try
        {
            using var harness = new FilterHarness(program, _set);
            return harness.Program.GetInfo().VerifiedInstructions;
        }
        catch (BpfException exception)
        {
            throw new InvalidOperationException($"'{name}': {exception.Message}", exception);
        }
    }

    private static void Report(string text) => TestContext.Current.TestOutputHelper!.WriteLine(text);
}
