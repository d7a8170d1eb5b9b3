using Capture.Reasons;
using CsCheck;
using Xdpdump.CommandLine;
using Xdpdump.Sentences;

namespace Xdpdump.Tests.CommandLine;

/// <summary>Whatever stands on the command line, it is understood or refused in a sentence.</summary>
public sealed class AnyWordsTests
{
    private const int Vectors = 200_000;

    [Fact]
    public void Any_words_are_settings_or_a_sentence() => AnyWords.Vectors.Sample(
        words =>
        {
            try
            {
                var settings = CommandLineParser.Parse(words);
                // What is understood is there: nothing of an option has become part of the filter but what stands behind "--".
                var filter = settings.Selection.Filter?.Expression;
                return filter is null || words.Contains("-F") || words.Any(word => word.StartsWith("--filter-file", StringComparison.Ordinal))
                    || filter.Split(' ').All(part => words.Any(word => word.Contains(part, StringComparison.Ordinal)));
            }
            catch (UsageException refusal)
            {
                return refusal.Message.Length > 0;
            }
            catch (CaptureException refusal)
            {
                return Sentence.Of(refusal).Length > 0;
            }
        },
        iter: Vectors, print: words => string.Join('␣', words));
}
