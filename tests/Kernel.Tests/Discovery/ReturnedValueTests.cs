using Capture.Targets;
using Ebpf.Asm;
using Ebpf.Objects;
using Kernel.Tests.Support;

namespace Kernel.Tests.Discovery;

/// <summary>What a compiled program's functions return, from the instructions that the kernel made of it.</summary>
[Collection("captures")]
[Trait("Kernels", "all")]
public sealed class ReturnedValueTests : NetworkTest
{
    [Fact]
    public void A_value_that_no_caller_reads_is_told_from_those_that_one_reads()
    {
        using var attached = DirectProgram.Attach(Network, SamplePrograms.Statics, "xdp_statics");
        using var program = BpfProgram.OpenById(attached.Id);
        var functions = Network.Inside(() => InterfacePrograms.Read(Network.Interface(Receiver))).Attached[0].Program.Functions;

        var real = ReturnedValues.FindReal(
            program.ReadTranslated(), [.. functions.Select((one, at) => new FunctionExtent((int)one.Start, at == 0))]);

        Assert.Equal(
            [
                ("", true), ("_dropped", true), ("_global", false), ("_nothing", false), ("_pointer", true), ("_second", true),
                ("_sometimes", true), ("_unread", false),
            ],
            functions.Zip(real!, (one, isReal) => (one.Name["xdp_statics".Length..], isReal)).Order());
        Assert.Equal(
            ["_dropped", "_nothing", "_pointer", "_second", "_sometimes", "_unread"],
            functions.Where(one => one.IsStatic).Select(one => one.Name["xdp_statics".Length..]).Order());
        Assert.Equal("xdp_statics_nothing", Assert.Single(functions, one => !one.ReturnsNumber).Name);
    }
}
