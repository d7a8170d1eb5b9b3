using Capture.Filters;
using Capture.Reasons;
using ClassicBpf;
using Xdpdump.Sentences;

namespace Capture.Tests.Filters;

public sealed class FilterValidationTests
{
    public static TheoryData<string, string> Expressions
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (expression, words) in ClassicBpf.Tests.Support.Expressions.Untranslatable)
                data.Add(expression, words);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Expressions))]
    public void What_no_XDP_program_can_answer_is_refused_by_name(string expression, string words)
    {
        var program = FilterExpression.Compile(expression);
        var error = Assert.Throws<CaptureException>(() => FilterValidation.Listing(program));
        Assert.Contains(words, Sentence.Of(error), StringComparison.Ordinal);
    }

    private static readonly uint[] s_nowhere = [0xffffffff, 0xfffff040, 0xffdfffff, 0x80000000, 0x7fffffff];

    [Fact]
    public void Every_piece_of_metadata_has_a_name()
    {
        // 0xfffff000 is SKF_AD_OFF; there are sixteen words of four bytes.
        for (var ancillary = 0u; ancillary < 64; ancillary += 4)
        {
            var program = new ClassicProgram([new(ClassicCode.LdAbs, 0xfffff000 + ancillary), new(ClassicCode.RetA)]);
            Assert.DoesNotContain("information", Sentence.Of(Assert.Throws<CaptureException>(() => FilterValidation.Listing(program))), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Places_that_mean_nothing_to_the_kernel_lie_beyond_every_packet()
    {
        foreach (var k in s_nowhere)
        {
            var listing = new ClassicProgram([new(ClassicCode.LdbAbs, k), new(ClassicCode.RetK, 1)]).ToEbpfListing();
            Assert.DoesNotContain("*(u8 *)", listing, StringComparison.Ordinal);
        }
    }
}
