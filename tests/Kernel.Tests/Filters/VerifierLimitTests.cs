using Capture.Filters;
using Capture.Hooks;
using ClassicBpf;
using ClassicBpf.Translation;
using Ebpf.Objects;
using Xdpdump.Sentences;

namespace Kernel.Tests.Filters;

/// <summary>Filters that are too much for the verifier, none of their values spilled. Slow to refuse: here only, not in the VM.</summary>
public sealed class VerifierLimitTests : IDisposable
{
    private readonly PacketSet _set = new(1, 1);

    public void Dispose() => _set.Dispose();

    [Fact]
    public void Too_many_ways_are_named()
    {
        var program = new ClassicProgram([.. LongFilters.Programs["X of constants, any way on"](8192, new Random(1))]);
        Assert.Contains("1000000 instructions on all ways", Limit(program), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_jumps_are_named() =>
        Assert.Contains("8192 jumps", Limit(new ClassicProgram([.. LongFilters.List(9_000)])), StringComparison.Ordinal);

    [Fact]
    public void A_filter_that_jumps_do_not_reach_over_is_refused_by_us()
    {
        var program = new ClassicProgram([.. LongFilters.List(10_000)]);
        var refusal = Assert.Throws<TranslationException>(() => new FilterHarness(program, _set));
        Assert.StartsWith("the filter is too long: its 30001 instructions become ",
            Sentence.Of(FilterValidation.ReasonOf(refusal.Obstacle)), StringComparison.Ordinal);
    }

    [Fact]
    public void Refusal_for_another_reason_is_no_limit()
    {
        var frame = FilterHarness.Frame with { Longest = 1 << 28, Readable = 1 << 28 };
        var filter = FilterExpression.Compile("ether[100000000] = 0");
        var refusal = Assert.Throws<VerifierException>(() => new FilterHarness(filter, _set, frame: frame));
        Assert.Null(VerifierLimits.Find(refusal));
    }

    private string Limit(ClassicProgram program) =>
        VerifierLimits.Find(Assert.ThrowsAny<BpfException>(() => new FilterHarness(program, _set, unspilled: int.MaxValue))) is { } limit
            ? FilterSentences.Of(limit)
            : "no limit";
}
