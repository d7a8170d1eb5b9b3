using System.Numerics;
using Ebpf.Asm;
using static Ebpf.Asm.JumpCondition;
using static Ebpf.Asm.Register;

namespace ClassicBpf.Translation;

// What reads and moves: the packet's bytes, its length, constants, M.
internal sealed partial class FilterEmitter
{
    /// <summary>
    /// Checks that the packet is long enough for this load, and at once for those that follow it whatever happens: whichever fails,
    /// the answer is no match.
    /// </summary>
    /// <returns>False when no packet is that long.</returns>
    private bool EmitCheck(ClassicInstruction instruction, ref int known)
    {
        if (instruction.LoadSize == 0 || _needed[_index] <= known)
            return true;
        if (_needed[_index] == MoreThanThereIs)
            return false;
        known = _needed[_index];
        if (_frame.MayBeCut)
            _asm.Mov(_frame.Scratch, known);
        LeaveBeyondWhen(FilterCondition.Wide(Less, _spill.Length(), known));
        return true;
    }

    /// <summary>For each instruction: how long a packet must be for the loads from there to the next jump or return.</summary>
    private static int[] FindNeeded(ClassicProgram program, int longest)
    {
        var needed = new int[program.Instructions.Length];
        for (var i = needed.Length - 1; i >= 0; i--)
        {
            var instruction = program.Instructions[i];
            if (instruction.EndsStraightLine)
                continue;
            var own = instruction switch
            {
                { LoadSize: 0 } => 0,
                _ when instruction.K > (uint)(longest - instruction.LoadSize) => MoreThanThereIs,
                { IsIndirect: true } => 0,
                _ => (int)instruction.K + instruction.LoadSize,
            };
            needed[i] = Math.Max(own, needed[i + 1]);
        }

        return needed;
    }

    private void EmitLoad(ClassicInstruction instruction)
    {
        var size = instruction.LoadSize switch
        {
            4 => MemorySize.Word,
            2 => MemorySize.Half,
            _ => MemorySize.Byte,
        };
        var destination = instruction.Code == ClassicCode.LdxMsh ? _frame.X : _frame.A;
        if (instruction.IsIndirect)
        {
            EmitIndirectAddress(instruction);
            _asm.Load(size, destination, _frame.Scratch, 0);
        }
        else if (instruction.K <= short.MaxValue)
        {
            _asm.Load(size, destination, _frame.Packet, (short)instruction.K);
        }
        else
        {
            _asm.Mov(_frame.Scratch, _frame.Packet).Add(_frame.Scratch, (int)instruction.K).Load(size, destination, _frame.Scratch, 0);
        }

        if (size != MemorySize.Byte)
            _asm.ToBigEndian(destination, instruction.LoadSize * 8);
        if (instruction.Code == ClassicCode.LdxMsh)
            _asm.And32(_frame.X, 0xf).ShiftLeft32(_frame.X, 2);
    }

    /// <summary>
    /// Scratch = address of X + K. The sum is made in 64 bits, where it cannot wrap. A comparison with the length says nothing to
    /// older verifiers, which want a constant bound.
    /// </summary>
    private void EmitIndirectAddress(ClassicInstruction instruction)
    {
        var (at, size) = (_frame.Scratch, instruction.LoadSize);
        _spill.EmitScratchFromX();
        if (size == 1 && !_frame.MayBeCut)
        {
            if (instruction.K != 0)
                _asm.Add(at, (int)instruction.K);
            LeaveWhen(FilterCondition.Wide(GreaterOrEqual, at, _spill.Length()));
        }
        else
        {
            _asm.Add(at, (int)instruction.K + size);
            LeaveBeyondWhen(FilterCondition.Wide(Greater, at, _spill.Length()));
            _asm.Sub(at, size);
        }

        var mask = (int)(BitOperations.RoundUpToPowerOf2((uint)_frame.Longest) - 1);
        if (mask + size <= _frame.Readable)
            _asm.And(at, mask);
        else
            LeaveWhen(FilterCondition.Wide(Greater, at, _frame.Readable - size));
        _asm.Add(at, _frame.Packet);
    }

    private void EmitMove(ClassicInstruction instruction)
    {
        var (a, x) = (_frame.A, _frame.X);
        switch (instruction.Code)
        {
            case ClassicCode.LdImm:
                _asm.Mov32(a, (int)instruction.K);
                break;
            case ClassicCode.LdxImm:
                _asm.Mov32(x, (int)instruction.K);
                break;
            case ClassicCode.LdLen:
                _asm.Load(MemorySize.Double, a, R10, _frame.WireLength);
                break;
            case ClassicCode.LdxLen:
                _asm.Load(MemorySize.Double, x, R10, _frame.WireLength);
                break;
            case ClassicCode.LdMem:
                _asm.Load(MemorySize.Word, a, _frame.Workspace, _frame.Word(instruction.K));
                break;
            case ClassicCode.LdxMem:
                _asm.Load(MemorySize.Word, x, _frame.Workspace, _frame.Word(instruction.K));
                break;
            case ClassicCode.St:
                _asm.Store(MemorySize.Word, _frame.Workspace, _frame.Word(instruction.K), a);
                break;
            case ClassicCode.Stx:
                _asm.Store(MemorySize.Word, _frame.Workspace, _frame.Word(instruction.K), x);
                break;
            case ClassicCode.Tax:
                _asm.Mov32(x, a);
                break;
            case ClassicCode.Txa:
                _asm.Mov32(a, x);
                break;
            default:
                throw new InvalidOperationException($"{instruction} is no move");
        }
    }
}
