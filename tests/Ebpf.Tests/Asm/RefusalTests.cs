using Ebpf.Asm;
using static Ebpf.Asm.Register;

namespace Ebpf.Tests.Asm;

public sealed class RefusalTests
{
    public static TheoryData<string, Action<Assembler>> Writers => new()
    {
        { "mov", a => a.Mov(R10, 0) },
        { "mov register", a => a.Mov(R10, R1) },
        { "mov32", a => a.Mov32(R10, 0) },
        { "add", a => a.Add(R10, 8) },
        { "shift", a => a.ShiftLeft(R10, 1) },
        { "negate", a => a.Negate(R10) },
        { "big endian", a => a.ToBigEndian(R10, 16) },
        { "byte swap", a => a.ByteSwap(R10, 64) },
        { "sign extension", a => a.MovSigned(R10, R1, 8) },
        { "signed division", a => a.DivSigned32(R10, 3) },
        { "load", a => a.Load(MemorySize.Word, R10, R1, 0) },
        { "signed load", a => a.LoadSigned(MemorySize.Word, R10, R1, 0) },
        { "constant", a => a.LoadImmediate64(R10, 1) },
        { "map", a => a.LoadMap(R10, "events") },
        { "map value", a => a.LoadMapValue(R10, "events") },
        { "fetch", a => a.AtomicFetchAdd(MemorySize.Double, R1, 0, R10) },
        { "exchange", a => a.AtomicExchange(MemorySize.Double, R1, 0, R10) },
    };

    [Theory]
    [MemberData(nameof(Writers))]
    public void Writing_the_frame_pointer_is_refused_and_leaves_no_trace(string what, Action<Assembler> write)
    {
        var asm = new Assembler().Mov(R0, 0);
        var error = Assert.Throws<AssemblyException>(() => write(asm));
        Assert.Equal("Instruction 1 writes r10: the frame pointer is read only.", error.Message);
        Assert.True(asm.Count == 1, what);
        Assert.Empty(asm.Exit().Assemble().MapReferences);
    }

    [Fact]
    public void Frame_pointer_may_be_read()
    {
        var code = new Assembler().Mov(R1, R10).Load(MemorySize.Double, R2, R10, -8).Store(MemorySize.Double, R1, 0, R10).Assemble();
        Assert.Equal(3, code.Instructions.Length);
    }

    [Fact]
    public void Registers_beyond_ten_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Assembler().Mov((Register)11, R0));

    [Fact]
    public void Division_by_the_constant_zero_is_refused()
    {
        Assert.Equal("Instruction 0 divides by the constant 0.",
            Assert.Throws<AssemblyException>(() => new Assembler().Div(R1, 0)).Message);
        Assert.Throws<AssemblyException>(() => new Assembler().Mod32(R1, 0));
        Assert.Throws<AssemblyException>(() => new Assembler().ModSigned(R1, 0));
    }

    [Fact]
    public void Shift_beyond_the_register_is_refused()
    {
        Assert.Equal("Instruction 0 shifts by 64 bits; 0 to 63 are possible.",
            Assert.Throws<AssemblyException>(() => new Assembler().ShiftLeft(R1, 64)).Message);
        Assert.Throws<AssemblyException>(() => new Assembler().ArithmeticShiftRight32(R1, 32));
        Assert.Throws<AssemblyException>(() => new Assembler().ShiftRight(R1, -1));
    }

    [Fact]
    public void Impossible_widths_are_refused()
    {
        var asm = new Assembler();
        Assert.Throws<ArgumentOutOfRangeException>(() => asm.ToBigEndian(R1, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => asm.MovSigned32(R1, R2, 32));
        Assert.Throws<ArgumentOutOfRangeException>(() => asm.LoadSigned(MemorySize.Double, R1, R2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => asm.AtomicAdd(MemorySize.Half, R1, 0, R2));
        Assert.Throws<ArgumentOutOfRangeException>(() => asm.Load((MemorySize)4, R1, R2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => asm.JumpIf(0, R1, 0, null!));
        Assert.Equal(0, asm.Count);
    }
}
