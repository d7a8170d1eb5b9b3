using Capture.Reasons;
using Linux.Processes;

namespace Xdpdump.Sentences;

/// <summary>Why packets are not captured as long as they are.</summary>
internal static class LengthSentences
{
    private const string JumboLimit = "jumbo frames are kept only up to the end of their first buffer";

    public static string Of(LengthReason reason) => reason switch
    {
        JumboNeedsSyslog =>
            $"{CapabilityAdvice.Name(Capability.Syslog)} is missing, without which {JumboLimit}; run as root or grant the capability",
        JumboHiddenFromAll =>
            $"the setting kernel.kptr_restrict=2 hides from everyone where memory is mapped, so {JumboLimit}; set it to 1 to capture "
            + "them whole",
        JumboMapUnknown one => $"this kernel does not tell where memory is mapped (it has no symbol {one.Symbol}), so {JumboLimit}",
        JumboMapRefused => $"this kernel does not let programs read where memory is mapped, so {JumboLimit}",
        JumboLayoutUnknown one =>
            $"this kernel's BTF has no {one.What} as it is known, so {JumboLimit}, which is all that is known of their length too; "
            + "please report the kernel's version",
        LongPacketsNeedPerfmon one =>
            $"{CapabilityAdvice.Name(Capability.Perfmon)} is missing, without which packets are kept up to {one.Reach} bytes; "
            + "run as root or grant the capability",
        _ => throw Sentence.Unknown(reason),
    };
}
