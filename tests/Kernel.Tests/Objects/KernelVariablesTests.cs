using Capture.Hooks;
using Kernel.Tests.Support;

namespace Kernel.Tests.Objects;

/// <summary>Variables of the kernel by name, without reading the list of all symbols where that can be had.</summary>
[Trait("Kernels", "all")]
public sealed class KernelVariablesTests
{
    // Where the kernel's constants begin: bytes that every kernel has, and that do not change.
    private const string Symbol = "__start_rodata";

    [Fact]
    public void A_variable_is_read_by_name_and_by_the_list_alike()
    {
        Assert.Equal(VariableAnswer.Known, KernelVariables.ReadListed([Symbol], out var listed));
        Assert.Equal(VariableAnswer.Known, KernelVariables.Read([Symbol], out var named));
        Assert.Equal(listed, named);
        Assert.NotEqual(0ul, named.Single());
    }

    [Fact]
    public void Several_come_in_the_order_asked_for()
    {
        Assert.Equal(VariableAnswer.Known, KernelVariables.Read([Symbol, "_text", Symbol], out var values));
        Assert.Equal(VariableAnswer.Known, KernelVariables.Read(["_text"], out var text));
        Assert.Equal((values[0], text.Single()), (values[2], values[1]));
    }

    [Fact]
    public void One_that_the_kernel_does_not_have_is_unknown()
    {
        Assert.Equal(VariableAnswer.Unknown, KernelVariables.Read([Symbol, "no_such_symbol"], out _));
        Assert.Equal(VariableAnswer.Unknown, KernelVariables.ReadListed([Symbol, "no_such_symbol"], out _));
    }

    /// <remarks>The rights go with an exec, so the tool's own way of asking is tested by the captures without CAP_SYSLOG.</remarks>
    [Fact]
    public void What_the_list_hides_is_hidden()
    {
        Requires.SecretAddresses();
        var line = TestNetwork.Shell(
            "setpriv", "--bounding-set=-syslog", "--inh-caps=-syslog", "grep", "-m1", $" {Symbol}$", "/proc/kallsyms");
        Assert.Equal([0ul], KernelVariables.Find([line.TrimEnd('\n')], [Symbol])!);
    }
}
