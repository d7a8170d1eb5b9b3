using ClassicBpf.Analysis;
using Ebpf.Asm;
using static Ebpf.Asm.JumpCondition;

namespace ClassicBpf.Translation;

/// <summary>Translates a filter from classic BPF into eBPF, inline in a capture program.</summary>
/// <remarks>
/// A and X live in registers whose upper halves are always 0, M in the workspace. The answer is where the program goes on, so nothing is
/// returned: "ret" with a constant costs nothing, the jumps before it lead on at once. Every load is checked against the packet's
/// length, unless all ways to it have been checked for as much.
/// </remarks>
internal sealed partial class FilterEmitter
{
    private readonly Assembler _asm;
    private readonly ClassicProgram _program;
    private readonly FilterFrame _frame;
    private readonly FilterJumps _jumps;
    private readonly VerifierSpill _spill;

    // Bytes that the packet is known to have when an instruction is reached, on all ways there; NotReached: nothing leads there.
    private readonly int[] _checked;
    private const int NotReached = int.MaxValue;

    private readonly int[] _needed;
    private const int MoreThanThereIs = int.MaxValue;

    private int _index = -1;
    private bool _matches, _rejects;
    private Label? _beyond;

    private FilterEmitter(Assembler asm, ClassicProgram program, FilterFrame frame, Label noMatch, int unspilled)
    {
        _asm = asm;
        _program = program;
        _frame = frame;
        _jumps = new(asm, program.Instructions.Length, noMatch);
        _spill = new(asm, frame, spills: program.Instructions.Length > unspilled);
        _needed = FindNeeded(program, frame.Longest);
        _checked = new int[program.Instructions.Length];
        _checked.AsSpan().Fill(NotReached);
    }

    /// <summary>Emits the filter. The code that follows runs for packets that match.</summary>
    /// <param name="asm">Where to.</param>
    /// <param name="program">The filter.</param>
    /// <param name="frame">Where the packet is and which registers are free.</param>
    /// <param name="noMatch">Where to go on for all other packets. Something leads there and to the code that follows, even from a filter
    /// that always gives the same answer: the verifier refuses code that nothing leads to.</param>
    /// <param name="unspilled">Up to how many instructions it needs no <see cref="VerifierSpill"/>; tests choose other figures.</param>
    /// <exception cref="TranslationException">The filter cannot be translated.</exception>
    /// <returns>
    /// To be placed by the caller: where loads lead that are beyond what can be seen of a packet, with where such a load ends in
    /// <see cref="FilterFrame.Scratch"/>. Null where there are none, or that is no match.
    /// </returns>
    public static Label? Emit(Assembler asm, ClassicProgram program, FilterFrame frame, Label noMatch, int unspilled = FilterLimits.Unspilled)
    {
        if (Translatability.Find(program) is { } obstacle)
            throw new TranslationException(obstacle);

        // Once for nothing, to see how long it gets and which answers it gives.
        var trialAsm = new Assembler().Label(out var trialEnd);
        var trial = new FilterEmitter(trialAsm, program, frame, trialEnd, unspilled);
        trial.EmitAll(true, true);
        if (trialAsm.Count > FilterLimits.Longest)
            throw new TranslationException(new FilterLength(program.Instructions.Length, trialAsm.Count, FilterLimits.Longest));
        var filter = new FilterEmitter(asm, program, frame, noMatch, unspilled);
        filter.EmitAll(trial._matches, trial._rejects);
        return filter._beyond;
    }

    private void EmitAll(bool matches, bool rejects)
    {
        EmitInitialState();
        if (!matches)
            EmitNever(FilterJumps.Match);
        if (!rejects)
            EmitNever(FilterJumps.NoMatch);

        Go(Target(0), 0);
        for (_index = 0; _index < _checked.Length; _index++)
        {
            if (_checked[_index] == NotReached)
                continue;
            _jumps.Arrive(_index);
            _asm.Comment(ClassicText.Line(_program.Instructions[_index], _index));
            EmitInstruction(_program.Instructions[_index], _checked[_index]);
        }

        _jumps.EmitEnd();
    }

    private void EmitInitialState()
    {
        _spill.EmitStart();
        var state = ClassicInitialState.Of(_program);
        if (state.ReadsA)
            _asm.Mov32(_frame.A, 0);
        if (state.ReadsX)
            _asm.Mov32(_frame.X, 0);
        for (var word = 0; word < ClassicProgram.MemoryWords; word++)
        {
            if (state.ReadsMemory(word))
                _asm.StoreImmediate(MemorySize.Word, _frame.Workspace, _frame.Word((uint)word), 0);
        }
    }

    /// <summary>A way for the verifier's eyes only.</summary>
    private void EmitNever(int target)
    {
        _asm.Comment("never");
        _asm.Mov(_frame.Scratch, 0).JumpIf(NotEqual, _frame.Scratch, 0, _jumps.To(target));
    }

    private void EmitInstruction(ClassicInstruction instruction, int known)
    {
        if (instruction.IsReturn)
            EmitReturn(known);
        else if (instruction.Code == ClassicCode.Ja)
            Go(Target(_index + 1 + (int)instruction.K), known);
        else if (instruction.IsComparison)
            EmitComparison(instruction, known);
        else if (EmitCheck(instruction, ref known))
            EmitStraight(instruction, known);
        else
            Go(FilterJumps.NoMatch, known);
    }

    private void EmitStraight(ClassicInstruction instruction, int known)
    {
        if (instruction.LoadSize != 0)
            EmitLoad(instruction);
        else if (instruction.IsArithmetic)
            EmitArithmetic(instruction);
        else
            EmitMove(instruction);
        Go(Target(_index + 1), known);
    }

    /// <summary>"ret" with a constant is gone by now: only A is left to ask.</summary>
    private void EmitReturn(int known) =>
        Branch(() => FilterCondition.Of(NotEqual, _spill.A(), 0), FilterJumps.Match, FilterJumps.NoMatch, known);

    private void EmitComparison(ClassicInstruction instruction, int known)
    {
        var condition = instruction.Operation switch
        {
            ClassicCode.JeqK => Equal,
            ClassicCode.JgtK => Greater,
            ClassicCode.JgeK => GreaterOrEqual,
            _ => BitsSet,
        };
        Branch(
            () => instruction.IsWithX
                ? FilterCondition.Of(condition, _spill.A(), _spill.X())
                : FilterCondition.Of(condition, _spill.A(), (int)instruction.K),
            Target(_index + 1 + instruction.JumpTrue), Target(_index + 1 + instruction.JumpFalse), known);
    }

    /// <summary>Where a jump to the instruction at <paramref name="index"/> really ends: "ret" with a constant is an end.</summary>
    private int Target(int index) => _program.Instructions[index] switch
    {
        { Code: ClassicCode.RetK, K: 0 } => FilterJumps.NoMatch,
        { Code: ClassicCode.RetK } => FilterJumps.Match,
        _ => index,
    };

    /// <summary>Goes one of two ways.</summary>
    private void Branch(Func<FilterCondition> emitOperands, int whenTrue, int whenFalse, int known)
    {
        Reach(whenTrue, known);
        Reach(whenFalse, known);
        if (whenTrue == whenFalse)
        {
            Go(whenTrue, known);
            return;
        }

        var condition = emitOperands();
        if (whenTrue == Next() && condition.Opposite is { } opposite)
        {
            EmitJump(opposite, whenFalse);
        }
        else
        {
            EmitJump(condition, whenTrue);
            Go(whenFalse, known);
        }
    }

    /// <summary>Jumps to <paramref name="target"/> when the condition holds.</summary>
    /// <remarks>
    /// The verifier goes straight on first and remembers where else a jump leads, in up to 8192 places. With a jump to the end it would
    /// remember one for each comparison of a long list. Where values are spilled it is made the other way round: the end comes first, and nothing has
    /// to be remembered for long.
    /// </remarks>
    private void EmitJump(FilterCondition condition, int target) =>
        EmitJump(condition, _jumps.To(target), isEnd: target >= FilterJumps.NoMatch);

    private void EmitJump(FilterCondition condition, Label target, bool isEnd)
    {
        if (!_spill.Spills || !isEnd || condition.Opposite is not { } opposite)
        {
            condition.EmitJump(_asm, target);
            return;
        }

        _asm.Label(out var on, $"on{_asm.Count}");
        opposite.EmitJump(_asm, on);
        _asm.Jump(target).Mark(on);
    }

    /// <summary>For a load that is beyond what there is of the packet.</summary>
    private void LeaveBeyondWhen(FilterCondition condition)
    {
        if (!_frame.MayBeCut)
        {
            LeaveWhen(condition);
            return;
        }

        // What leads there leads on to no match.
        Reach(FilterJumps.NoMatch, 0);
        if (_beyond is null)
            _asm.Label(out _beyond, "beyond");
        EmitJump(condition, _beyond, isEnd: true);
    }

    private void LeaveWhen(FilterCondition condition)
    {
        Reach(FilterJumps.NoMatch, 0);
        EmitJump(condition, FilterJumps.NoMatch);
    }

    /// <summary>Goes on at a classic instruction or an end: by a jump, unless it comes next anyway.</summary>
    private void Go(int target, int known)
    {
        Reach(target, known);
        if (target != Next())
            _asm.Jump(_jumps.To(target));
    }

    private void Reach(int target, int known)
    {
        if (target == FilterJumps.Match)
            _matches = true;
        else if (target == FilterJumps.NoMatch)
            _rejects = true;
        else
            _checked[target] = Math.Min(_checked[target], known);
    }

    /// <summary>What is emitted next: the next instruction that something leads to, or the end, where matches go on.</summary>
    private int Next()
    {
        for (var i = _index + 1; i < _checked.Length; i++)
        {
            if (_checked[i] != NotReached)
                return i;
        }

        return FilterJumps.Match;
    }
}
