using Capture.Reasons;

namespace Xdpdump.Sentences;

/// <summary>Programs that cannot be captured at.</summary>
internal static class ProgramSentences
{
    public static string Of(ProgramReason reason) => reason switch
    {
        ProgramVanished one =>
            $"XDP program {one.Id} on {one.Interface} was gone before it could be opened; try again",
        ProgramOffloaded one =>
            $"XDP program {one.Id} on {one.Interface} is offloaded to hardware: it runs in the network card, where the kernel cannot "
            + "trace it; attach it in native or skb mode to capture at it",
        ProgramWithoutBtf one =>
            $"XDP program {Title(one.Program, one.Id)} was loaded without BTF type information, which the kernel needs to trace it; "
            + "compile it with -g (clang, target bpf) and load it with a loader that passes BTF on, such as libbpf or xdp-loader",
        ProgramWithoutFunctions one =>
            $"XDP program {Title(one.Program, one.Id)} has BTF but no func_info, so its function is not known to the kernel; "
            + "load it with a loader that passes .BTF.ext on, such as libbpf or xdp-loader",
        ProgramBtfUnreadable one =>
            $"the BTF type information of XDP program {Title(one.Program, one.Id)} cannot be read ({one.Problem})",
        _ => throw Sentence.Unknown(reason),
    };

    /// <summary>What a program is called, and may be chosen by: one without a name by its number alone.</summary>
    public static string Title(string name, uint id) => name.Length == 0 ? $"{id}" : $"{name}@{id}";
}
