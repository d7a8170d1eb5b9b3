using Ebpf.Asm;

namespace ClassicBpf.Translation;

/// <summary>The labels that a filter's jumps lead to.</summary>
internal sealed class FilterJumps
{
    /// <summary>Where the program ends, in place of an instruction's index.</summary>
    public const int Match = int.MaxValue, NoMatch = int.MaxValue - 1;

    private readonly Assembler _asm;
    private readonly Label _match, _noMatch;
    private readonly Label?[] _places;

    /// <param name="asm">Where the filter is being emitted to.</param>
    /// <param name="count">Instructions of the classic program.</param>
    /// <param name="noMatch">The caller's label.</param>
    public FilterJumps(Assembler asm, int count, Label noMatch)
    {
        _asm = asm.Label(out _match, "match");
        _noMatch = noMatch;
        _places = new Label?[count];
    }

    /// <summary>The label of a classic instruction or of an end.</summary>
    /// <param name="target">An index, <see cref="Match"/> or <see cref="NoMatch"/>.</param>
    public Label To(int target)
    {
        if (target == Match)
            return _match;
        if (target == NoMatch)
            return _noMatch;
        if (_places[target] is not { } label)
        {
            _asm.Label(out label, $"line{target}");
            _places[target] = label;
        }

        return label;
    }

    /// <summary>Places what leads to the classic instruction that comes next.</summary>
    public void Arrive(int index)
    {
        if (_places[index] is { } label)
            _asm.Mark(label);
    }

    /// <summary>The end of the filter: a match falls through.</summary>
    public void EmitEnd() => _asm.Mark(_match);
}
