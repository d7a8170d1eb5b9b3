using Capture.Reasons;

namespace Xdpdump.Sentences;

/// <summary>Functions that cannot be captured at.</summary>
internal static class FunctionSentences
{
    public static string Of(FunctionReason reason) => reason switch
    {
        TakesNoPacket one =>
            $"function {one.Function} does not get the packet (its first argument is not struct xdp_md *), so there is nothing to capture; "
            + $"to capture at there is {NameSentences.List(one.There)}",
        DispatcherReplaced one =>
            $"{one.Dispatcher} cannot be traced: libxdp put its only program in the place of the dispatcher's own function, which the "
            + $"kernel lets nobody trace then; capture at {one.Component}, which sees the same packets",
        FunctionReplaced one =>
            $"function {one.Function} cannot be traced: {one.Replacement} runs in its place; capture at {one.Replacement}",
        SeveralOfOneName one =>
            $"function {one.Function} is in XDP program {one.Program} several times: copies that the compiler made, or static functions "
            + "of one name from several files. They cannot be told apart, and not all would be captured at; give them names of their own, "
            + $"or capture at {one.Program}",
        ContextNotProvable one =>
            $"the kernel does not take the arguments of function {one.Function} to be as declared: probably the compiler removed or "
            + "changed some, as it may in a static function. Its packets would have to be known from the function that calls it, and no "
            + "function that encloses all that is named can be traced; make it global (not static) and have it use ctx, or capture at "
            + one.Program,
        ActionUnknown one =>
            $"--action cannot be asked of function {one.Function}: {Of(one.Doubt)}; or capture at {one.Program}, or leave --action out",
        _ => throw Sentence.Unknown(reason),
    };

    public static string Of(ReturnDoubt doubt) => doubt switch
    {
        ReturnDoubt.NoNumber => "it is declared to return no number, or takes arguments that are not a register each",
        ReturnDoubt.Dropped => "no caller reads what it returns, so that the compiler may have dropped it; make the function global "
            + "(not static) to see it",
        ReturnDoubt.InstructionsHidden => "the kernel does not hand over the program's instructions, which would show whether a caller "
            + "reads what it returns; run as root, or make the function global (not static)",
        ReturnDoubt.InstructionsUnknown => "not all of the program's instructions are known here, so that it cannot be seen whether a "
            + "caller reads what it returns; make the function global (not static)",
        _ => throw Sentence.Unknown(doubt),
    };
}
