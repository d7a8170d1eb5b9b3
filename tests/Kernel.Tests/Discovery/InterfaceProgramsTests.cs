using Capture.Hooks;
using Capture.Reasons;
using Capture.Targets;
using Kernel.Tests.Support;
using Linux.Network;
using Xdpdump.Sentences;

namespace Kernel.Tests.Discovery;

/// <summary>What is found out about plain programs, and what -p makes of it: no dispatcher, so any kernel's business.</summary>
[Collection("captures")]
public sealed class InterfaceProgramsTests : NetworkTest
{
    [Theory]
    [InlineData(XdpMode.Native)]
    [InlineData(XdpMode.Generic)]
    public void A_program_has_its_full_name_and_mode(XdpMode mode)
    {
        using var target = Attach(mode: mode);
        var attached = Assert.Single(Read().Attached);
        Assert.Equal((mode, target.Id), (attached.Mode, attached.Program.Id));
        Assert.Equal((target.Spec.FunctionName[..15], $"{target.Spec.FunctionName}@{target.Id}"), (attached.Program.Name, attached.Program.Title));
        Assert.Equal(target.Program.GetInfo().Tag, attached.Program.Tag);
        Assert.Empty(attached.Components);
        Assert.Null(new TracingKind().Obstacle(Receiver, attached.Program));
        Assert.Equal([$"{target.Spec.FunctionName}@{target.Id}"], Select(null));
    }

    [Fact]
    public void An_interface_without_programs_has_none() => Assert.Empty(Read().Attached);

    [Fact]
    public void Functions_of_a_compiled_program_can_be_named_if_they_get_the_packet()
    {
        using var program = DirectProgram.Attach(Network, SamplePrograms.Functions, "xdp_functions");
        Assert.Equal(
            [("xdp_functions", true), ("xdp_functions_global", true), ("xdp_functions_number", false), ("xdp_functions_static", true)],
            Read().Attached.Single().Program.Functions.Select(one => (one.Name, one.HasTypedContext)).Order());
        var (main, global, local) =
            ($"xdp_functions@{program.Id}", $"xdp_functions_global@{program.Id}", $"xdp_functions_static@{program.Id}");
        Assert.Equal([main], Select(null));
        Assert.Equal([main], Select("all"));
        Assert.Equal([global], Select("xdp_functions_global"));
        Assert.Equal([main, local], Select($"{local},xdp_functions"));
        Assert.StartsWith(
            $"function xdp_functions_number@{program.Id} does not get the packet", Refusal("xdp_functions_number"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xdp_same_prefix_one", "xdp_same_prefix_two")]
    [InlineData("xdp_same_prefix_two", "xdp_same_prefix_one")]
    public void A_cut_name_is_exact_all_the_same_and_the_files_other_program_is_told_apart(string here, string other)
    {
        using var program = DirectProgram.Attach(Network, SamplePrograms.SamePrefix, here);
        string[] meant = [$"{here}@{program.Id}"];
        Assert.Equal(meant, Select(null));
        Assert.Equal(meant, Select("xdp_same_prefix"));
        Assert.Equal(meant, Select($"xdp_same_prefix@{program.Id}"));
        Assert.Equal(meant, Select(here));
        Assert.Equal(
            $"function '{other}' is known to the type information of XDP program {here}@{program.Id} but is not part of it: it belongs to "
            + $"another program of the same object file, or was inlined; to capture at there is {here}@{program.Id}",
            Refusal(other));
    }

    [Fact]
    public void A_program_with_a_bare_pointer_is_captured_at_too()
    {
        using var program = DirectProgram.Attach(Network, SamplePrograms.Untyped, "xdp_untyped");
        var chosen = Assert.Single(Plan(null).Captured);
        Assert.Equal(("xdp_untyped", false, 1), (chosen.Name, chosen.HasTypedContext, chosen.ParameterCount));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_program_without_types_is_listed_and_refused_only_when_it_is_wanted(bool withBtf)
    {
        // The kernel keeps no BTF of a program that is loaded with it but without func_info and line_info.
        using var target = Attach(new TargetSpec { FunctionName = "plain", WithBtf = withBtf, WithFunctionInfo = false });
        Assert.Equal($"plain@{target.Id}", Assert.Single(Read().Attached).Program.Title);
        foreach (var names in (string?[])[null, "all", "plain", $"{target.Id}"])
        {
            Assert.StartsWith(
                $"XDP program plain@{target.Id} was loaded without BTF type information", Refusal(names), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Programs_elsewhere_are_foreign()
    {
        using var target = Attach(new TargetSpec { FunctionName = "here" });
        using var elsewhere = new TargetProgram(new TargetSpec { FunctionName = "there" });
        elsewhere.Attach(Network, Sender);
        Assert.Equal($"there is no XDP program with id {elsewhere.Id} on rx0; it runs here@{target.Id}", Refusal($"{elsewhere.Id}"));
        Assert.Equal($"there is no XDP program or function 'there' on rx0; it runs here@{target.Id}", Refusal("there"));
    }

    [Fact]
    public void A_program_that_was_replaced_since_the_interface_was_looked_up_is_followed()
    {
        NetworkInterface before;
        uint gone;
        using (var first = Attach())
            (before, gone) = (Network.Interface(Receiver), first.Id);
        Wait.Until(() => Network.Interface(Receiver).Attachments.Count == 0, "the first program to be detached");
        using var second = Attach(new TargetSpec { FunctionName = "successor" });
        Assert.NotEqual(gone, second.Id);
        Assert.Equal($"successor@{second.Id}", Assert.Single(Network.Inside(() => InterfacePrograms.Read(before)).Attached).Program.Title);
    }

    private InterfacePrograms Read() => Network.Inside(() => InterfacePrograms.Read(TargetDiscovery.FindInterface(Receiver)));

    private TargetPlan Plan(string? names) => TracingKind.Plan(Read(), names);

    private IEnumerable<string> Select(string? names) => Plan(names).Captured.Select(one => $"{one.Name}@{one.ProgramId}");

    private string Refusal(string? names) => Sentence.Of(Assert.Throws<CaptureException>(() => Plan(names)));
}
