namespace Ebpf.Asm;

/// <summary>A function of a program.</summary>
/// <param name="Start">Its first instruction, counted in slots from the program's start.</param>
/// <param name="IsReturnKept">What it returns is real whether or not a caller in the program reads it: the kernel does, as of a main
/// function, or the compiler may not drop it, as of a global one.</param>
public readonly record struct FunctionExtent(int Start, bool IsReturnKept);

/// <summary>
/// Finds which functions of a loaded program return something: a compiler drops what no caller of a static function reads, and R0 then
/// holds whatever was left in it.
/// </summary>
/// <remarks>
/// A function's value is real if behind one of its calls R0 is read before it is overwritten. Where R0 is returned unread, that is a read
/// if the function it is returned from has a real value itself. Work and memory grow with the program's length alone, whatever is in it.
/// </remarks>
public static class ReturnedValues
{
    /// <summary>The most slots that are looked at: a call tells its target in 16 bits.</summary>
    public const int MostSlots = short.MaxValue;

    /// <summary>Looks through a program.</summary>
    /// <param name="translated">Its instructions as the kernel runs them (<c>bpf_prog_info.xlated_prog_insns</c>), in which a call tells
    /// its target in the offset.</param>
    /// <param name="functions">All its functions, by rising start; the first starts at 0.</param>
    /// <returns>For each function whether its value is real; null where an instruction is not known or leads out of the program.</returns>
    public static bool[]? FindReal(ReadOnlySpan<byte> translated, IReadOnlyList<FunctionExtent> functions)
    {
        ArgumentNullException.ThrowIfNull(functions);
        var count = translated.Length / Instruction.Size;
        if (count == 0 || count > MostSlots || translated.Length % Instruction.Size != 0 || functions.Count == 0)
            return null;
        var flow = new Flow(count, functions);
        return flow.Read(translated) ? flow.Solve() : null;
    }

    private sealed class Flow
    {
        private const int Nowhere = -1;

        private readonly IReadOnlyList<FunctionExtent> _functions;
        private readonly ResultAccess[] _access;
        private readonly int[] _callee; // function that an instruction calls
        private readonly bool[] _isReal;

        // For each instruction where the list of those that lead to it starts, and the lists: an instruction leads to two at most.
        private readonly int[] _firstInto, _nextInto, _from;
        private int _edges;

        // Instructions before which R0 holds what is read later on; those whose predecessors are still to be asked.
        private readonly bool[] _isRead;
        private readonly Stack<int> _waiting = new();

        public Flow(int count, IReadOnlyList<FunctionExtent> functions)
        {
            _functions = functions;
            _access = new ResultAccess[count];
            _callee = new int[count];
            _isRead = new bool[count];
            _isReal = new bool[functions.Count];
            (_firstInto, _nextInto, _from) = (new int[count], new int[2 * count], new int[2 * count]);
            Array.Fill(_callee, Nowhere);
            Array.Fill(_firstInto, Nowhere);
        }

        public bool Read(ReadOnlySpan<byte> translated)
        {
            for (var at = 0; at < _functions.Count; at++)
            {
                var (start, isKept) = _functions[at];
                if (start < 0 || start >= _access.Length || (at > 0 && start <= _functions[at - 1].Start))
                    return false;
                _isReal[at] = isKept;
            }

            for (var at = 0; at < _access.Length; at++)
            {
                var one = Instruction.ReadFrom(translated[(at * Instruction.Size)..]);
                if (!ReadOne(at, one))
                    return false;
                if (one.IsWide)
                    at++;
            }

            return true;
        }

        public bool[] Solve()
        {
            for (var at = 0; at < _isReal.Length; at++)
            {
                if (_isReal[at])
                    MarkReturns(at);
            }

            for (var at = 0; at < _access.Length; at++)
            {
                if (_access[at] == ResultAccess.Reads)
                    MarkRead(at);
            }

            while (_waiting.TryPop(out var at))
            {
                for (var edge = _firstInto[at]; edge != Nowhere; edge = _nextInto[edge])
                {
                    var before = _from[edge];
                    if (_access[before] != ResultAccess.Overwrites)
                        MarkRead(before);
                    else if (_callee[before] is var callee && callee != Nowhere && !_isReal[callee])
                    {
                        _isReal[callee] = true;
                        MarkReturns(callee);
                    }
                }
            }

            return _isReal;
        }

        private bool ReadOne(int at, Instruction one)
        {
            _access[at] = ResultRegister.AccessOf(one);
            switch (_access[at])
            {
                case ResultAccess.Unknown:
                    return false;
                case ResultAccess.Returns:
                    return true;
            }

            if (one.Opcode == (Opcode.Jmp | Opcode.Call) && one.Source == Opcode.PseudoCall)
            {
                _callee[at] = FunctionAt(at + 1 + one.Offset);
                return _callee[at] != Nowhere && Lead(at, at + 1);
            }

            // Whom a function's address is handed to reads what it returns.
            if (one.IsWide && one.Source == Opcode.PseudoFunction && FunctionAt(at + 1 + one.Immediate) is var named && named != Nowhere)
                _isReal[named] = true;
            var isUnconditional = one.Opcode is (Opcode.Jmp | Opcode.Ja) or (Opcode.Jmp32 | Opcode.Ja);
            return (isUnconditional || Lead(at, at + (one.IsWide ? 2 : 1)))
                && (one.IsWide || one.Target(at) is not { } target || Lead(at, target));
        }

        private bool Lead(int from, int to)
        {
            if (to < 0 || to >= _firstInto.Length)
                return false;
            _from[_edges] = from;
            _nextInto[_edges] = _firstInto[to];
            _firstInto[to] = _edges++;
            return true;
        }

        /// <summary>The function that starts at an instruction.</summary>
        private int FunctionAt(int start)
        {
            var (low, high) = (0, _functions.Count - 1);
            while (low <= high)
            {
                var middle = (low + high) / 2;
                if (_functions[middle].Start == start)
                    return middle;
                if (_functions[middle].Start < start)
                    low = middle + 1;
                else
                    high = middle - 1;
            }

            return Nowhere;
        }

        private void MarkReturns(int function)
        {
            var end = function + 1 < _functions.Count ? _functions[function + 1].Start : _access.Length;
            for (var at = _functions[function].Start; at < end; at++)
            {
                if (_access[at] == ResultAccess.Returns)
                    MarkRead(at);
            }
        }

        private void MarkRead(int at)
        {
            if (_isRead[at])
                return;
            _isRead[at] = true;
            _waiting.Push(at);
        }
    }
}
