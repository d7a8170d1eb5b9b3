namespace ClassicBpf.Translation;

/// <summary>From which length on a filter takes more care, and from which on it cannot be had.</summary>
internal static class FilterLimits
{
    /// <summary>
    /// Classic instructions of a filter that the verifier surely gets through, whatever they are: see <see cref="VerifierSpill"/>.
    /// </summary>
    public const int Unspilled = 1000;

    /// <summary>
    /// eBPF instructions of the longest filter there can be: a jump reaches 32767, and the capture program around it has some, too. (Linux
    /// 6.6 has longer jumps, but older kernels are to be served as well.)
    /// </summary>
    public const int Longest = 30_000;
}
