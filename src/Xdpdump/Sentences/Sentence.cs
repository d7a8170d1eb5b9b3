using System.Diagnostics;
using Capture.Output;
using Capture.Reasons;
using Linux;

namespace Xdpdump.Sentences;

/// <summary>
/// What a person reads: what happened, then what to do. Here alone reasons and notices become English, with this tool's options.
/// </summary>
internal static class Sentence
{
    /// <summary>Why it ends here: a reason's sentence, or what the output or the kernel says of itself.</summary>
    public static string Of(Exception failure) => failure switch
    {
        CaptureException capture => Of(capture.Reason),
        OutputFailedException output => output.Message + ErrnoAdvice.For(output.Errno),
        SystemCallException call => call.Message + ErrnoAdvice.For(call.Errno),
        _ => failure.Message,
    };

    public static string Of(CaptureReason reason) => reason switch
    {
        InterfaceReason one => InterfaceSentences.Of(one),
        LimitReason one => LimitSentences.Of(one),
        NameReason one => NameSentences.Of(one),
        ComponentsMissing one => ComponentSentences.Of(one),
        ProgramReason one => ProgramSentences.Of(one),
        FunctionReason one => FunctionSentences.Of(one),
        KernelReason one => KernelSentences.Of(one),
        TracingReason one => TracingSentences.Of(one),
        LengthReason one => LengthSentences.Of(one),
        FilterReason one => FilterSentences.Of(one),
        SelectionReason one => SelectionSentences.Of(one),
        VlanReason one => VlanSentences.Of(one),
        LibPcapReason one => LibPcapSentences.Of(one),
        _ => throw Unknown(reason),
    };

    public static string Of(CaptureNotice notice) => NoticeSentences.Of(notice);

    /// <summary>A record without a sentence; a test asks for each.</summary>
    public static UnreachableException Unknown(object record) => new($"{record.GetType().Name} has no sentence.");
}
