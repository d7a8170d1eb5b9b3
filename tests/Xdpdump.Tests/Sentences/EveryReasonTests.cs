using Capture.Reasons;
using Xdpdump.Sentences;

namespace Xdpdump.Tests.Sentences;

/// <summary>What the library tells as data is told to a person in a sentence, all of it.</summary>
public sealed class EveryReasonTests
{
    public static TheoryData<Type> Records =>
        [.. Instances.KindsOf(typeof(CaptureReason)), .. Instances.KindsOf(typeof(CaptureNotice)), .. Instances.KindsOf(typeof(CapturePurpose))];

    [Fact]
    public void There_are_many() => Assert.True(Records.Count > 100, $"found {Records.Count}");

    [Theory]
    [MemberData(nameof(Records))]
    public void Each_has_a_sentence_which_says_all_that_it_knows(Type record)
    {
        var sentences = Instances.Of(record).Select(Say).ToList();
        Assert.All(sentences, sentence => Assert.False(string.IsNullOrWhiteSpace(sentence)));
        Assert.All(sentences, sentence => Assert.DoesNotContain(record.Name, sentence, StringComparison.Ordinal));
        Assert.All(Instances.StringsOf(record), text => Assert.Contains(sentences, sentence => sentence.Contains(text, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Each_is_one_kind_that_no_other_is_derived_from(Type record) => Assert.True(record.IsSealed);

    [Fact]
    public void No_two_have_the_same_words() => Assert.All(
        Records.Select(row => row.Data).GroupBy(record => string.Join('|', Instances.Of(record).Select(Say))), same => Assert.Single(same));

    [Fact]
    public void What_holds_another_reason_says_that_one_too()
    {
        var reason = new NoProgramToName("eth0");
        const string Words = "interface eth0 has no XDP program, so there is none that -p could name; leave -p out";
        Assert.Equal(
            $"{Words}; not all that d@1 runs is known: its BTF type information cannot be read",
            Sentence.Of(new AlsoUnknown(reason, "d@1", new FunctionsUnreadable())));
        Assert.Equal(
            $"eth0: its XDP programs changed, and nothing is captured there until they change again: {Words}",
            Sentence.Of(new ProgramsNotFollowed("eth0", IsRetyped: false, reason)));
        Assert.Equal(
            $"eth0: slave eth1 came, and packets that the XDP program sees there are not captured: {Words}",
            Sentence.Of(new SlaveNotFollowed("eth0", "eth1", reason)));
        Assert.Equal($"eth0: {Words}", Sentence.Of(new InterfaceEnded("eth0", reason)));
    }

    [Fact]
    public void Any_other_failure_speaks_for_itself() => Assert.Equal("no room", Sentence.Of(new IOException("no room")));

    private static string Say(object record) => record switch
    {
        CaptureReason reason => Sentence.Of(reason),
        CaptureNotice notice => Sentence.Of(notice),
        CapturePurpose purpose => PurposeSentences.Of(purpose),
        _ => throw new ArgumentException(null, nameof(record)),
    };
}
