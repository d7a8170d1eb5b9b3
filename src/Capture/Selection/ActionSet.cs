using Ebpf.Xdp;

namespace Capture.Selection;

/// <summary>Actions of XDP programs, as a set.</summary>
/// <param name="Mask">Bit n for the <see cref="XdpAction"/> n; bit <see cref="Unknown"/> for every other number a program returns.</param>
public readonly record struct ActionSet(uint Mask)
{
    /// <summary>The number of known actions, and the bit of all others.</summary>
    public const int Unknown = (int)XdpAction.Redirect + 1;

    private static readonly string[] s_words = [.. XdpActionNames.All.Select(name => name.ToLowerInvariant()), "unknown"];

    /// <summary>The actions' words, by their bit in a set.</summary>
    public static IReadOnlyList<string> Words => s_words;

    /// <summary>Whether a program's return value is in the set.</summary>
    public bool Contains(uint action) => (Mask >> (int)Math.Min(action, Unknown) & 1) != 0;

    /// <summary>The actions' words, in order, separated by commas.</summary>
    public override string ToString()
    {
        var mask = Mask;
        return string.Join(',', s_words.Where((_, action) => (mask >> action & 1) != 0));
    }
}
