using Ebpf.Asm;
using static Ebpf.Asm.Register;

namespace Ebpf.Tests.Asm;

public sealed class ListingTests
{
    [Fact]
    public void Listing_shows_names_comments_and_both_slots_indices()
    {
        var code = new Assembler()
            .Label(out var done).Label(out var tally)
            .Function("count")
            .Comment("r6: context, r7: our counters").Comment("outlives calls").Mov(R6, R1)
            .LoadMap(R1, "counters")
            .JumpIf(JumpCondition.Equal, R6, 0, done)
            .Comment("second counter").LoadMapValue(R1, "counters", 8)
            .Call(tally)
            .Mark(done).Mov(R0, 2)
            .Exit()
            .Function(tally)
            .Mov(R2, 1)
            .Comment("full barrier,\nbefore the reader's flag is looked at").AtomicAdd(MemorySize.Double, R1, 0, R2)
            .Mov(R0, 0)
            .Exit()
            .Assemble();

        Assert.Equal("""
            count():
                  ; r6: context, r7: our counters
               0: r6 = r1                               ; outlives calls
               1: r1 = map[counters]
               3: if r6 == 0x0 goto done
               4: r1 = map[counters][0]+8               ; second counter
               6: call tally
            done:
               7: r0 = 2
               8: exit

            tally():
               9: r2 = 1
              10: lock *(u64 *)(r1 +0) += r2            ; full barrier,
                                                        ; before the reader's flag is looked at
              11: r0 = 0
              12: exit

            """, code.ToListing());
    }

    [Fact]
    public void Long_instructions_keep_a_space_before_the_comment()
    {
        var code = new Assembler()
            .Comment("old value in r3").AtomicFetchXor(MemorySize.Double, R1, 32767, R3)
            .Comment("winner").AtomicCompareExchange(MemorySize.Double, R1, 32767, R3)
            .Assemble();
        Assert.Equal("""
               0: r3 = atomic64_fetch_xor((u64 *)(r1 +32767), r3) ; old value in r3
               1: r0 = atomic64_cmpxchg((u64 *)(r1 +32767), r0, r3) ; winner

            """, code.ToListing());
    }

    [Fact]
    public void Code_without_names_is_listed_in_the_kernels_own_words()
    {
        var code = new BpfCode([new(0x05, 0, 0, 1, 0), new(0x85, 0, R1, 0, 0), new(0x95, 0, 0, 0, 0)]);
        Assert.Equal("""
               0: goto pc+1
               1: call pc+0
               2: exit

            """, code.ToListing());
    }

    [Fact]
    public void Function_addresses_are_shown_by_name()
    {
        var code = new Assembler().Label(out var step).LoadFunction(R2, step).Exit().Function(step).Mov(R0, 0).Exit().Assemble();
        Assert.StartsWith("   0: r2 = &step\n", code.ToListing());
    }

    [Fact]
    public void Comment_behind_the_last_instruction_is_not_lost() =>
        Assert.Equal("   0: exit\n      ; nothing follows\n", new Assembler().Exit().Comment("nothing follows").Assemble().ToListing());

    [Fact]
    public void Two_functions_of_one_name_or_place_are_refused()
    {
        var asm = new Assembler().Function("main").Function("other").Exit().Function("main").Exit().Function("empty");
        Assert.Equal("Function 'empty' has no instructions.\nFunction 'main' begins at 0 and at 1.\n"
            + "Functions 'main' and 'other' begin at the same instruction, 0.", Assert.Throws<AssemblyException>(asm.Assemble).Message);
    }
}
