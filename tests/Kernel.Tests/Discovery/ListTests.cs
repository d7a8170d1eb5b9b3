using System.Text.Json;
using Kernel.Tests.Support;
using Linux.Network;

namespace Kernel.Tests.Discovery;

/// <summary>-D as a user runs it, beside the public tool's.</summary>
[Collection("captures")]
public sealed class ListTests : NetworkTest
{
    [Fact]
    public void Every_interface_of_the_namespace_is_listed_by_index_as_the_public_tool_does()
    {
        Network.Ip("link", "add", "fifteen-letters", "type", "veth", "peer", "name", "other0");
        using var native = Attach(new TargetSpec { FunctionName = "fifteen_letters" });
        using var generic = new TargetProgram(new TargetSpec { FunctionName = "short_name", Action = 1 });
        generic.Attach(Network, Sender, XdpMode.Generic);
        generic.Attach(Network, "fifteen-letters");
        using var untyped = new TargetProgram(new TargetSpec { FunctionName = "no_types", WithBtf = false });
        untyped.Attach(Network, "lo", XdpMode.Generic);

        var lines = List();
        Assert.Equal(Public().Order(), lines.Order());
        string[] names = ["lo", Receiver, Sender, "fifteen-letters", "other0"];
        Assert.Equal(names.OrderBy(Network.IndexOf), lines[2..].Select(line => line.Split(' ')[0]));
        var row = Assert.Single(lines, line => line.StartsWith("fifteen-letters ", StringComparison.Ordinal));
        Assert.Equal($"{generic.Id}", row[50..].Split(' ')[0]);
    }

    /// <summary>The public tool does so too, if the type information has one such function and, by an oversight, not as its last type.</summary>
    [Fact]
    public void A_name_of_which_the_kernel_keeps_the_beginning_is_shown_whole()
    {
        using var target = Attach(mode: XdpMode.Generic);
        Assert.Contains(
            $"{Receiver,-16}       {target.Spec.FunctionName} skb      {target.Id,-4} ",
            Assert.Single(List(), line => line.StartsWith($"{Receiver} ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_full_names()
    {
        using var target = Attach(mode: XdpMode.Generic);
        using var tool = RunToEnd("-D", "--json");
        Assert.Equal((0, ""), (tool.ExitCode, tool.Errors));
        using var json = JsonDocument.Parse(tool.Output);
        var on = json.RootElement.GetProperty("interfaces").EnumerateArray()
            .Single(one => one.GetProperty("name").GetString() == Receiver);
        Assert.Equal(
            (Network.ReceiverIndex, true, 1500),
            (on.GetProperty("index").GetInt32(), on.GetProperty("up").GetBoolean(), on.GetProperty("mtu").GetInt32()));
        var program = Assert.Single(on.GetProperty("programs").EnumerateArray());
        Assert.Equal(
            ("skb", target.Id, target.Spec.FunctionName[..15], target.Spec.FunctionName, 0),
            (
                program.GetProperty("mode").GetString(), program.GetProperty("id").GetUInt32(), program.GetProperty("name").GetString(),
                program.GetProperty("function").GetString(), program.GetProperty("components").GetArrayLength()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--json")]
    public void Whoever_may_not_look_at_programs_gets_the_list_without_and_is_told_why(string words)
    {
        using var target = Attach();
        using var tool = StartShell($"exec setpriv --reuid=65534 --clear-groups --inh-caps=-all --bounding-set=-all $XDPDUMP -D {words}");
        tool.WaitForExit();
        Assert.Equal(0, tool.ExitCode);
        Assert.Contains($"{target.Id}", tool.Output, StringComparison.Ordinal);
        Assert.Contains("native", tool.Output, StringComparison.Ordinal);
        Assert.StartsWith(
            $"WARNING: CAP_SYS_ADMIN is missing, which it takes to look up XDP program {target.Id} on rx0 by its id; run as root, or grant it: ",
            tool.Errors, StringComparison.Ordinal);
        Assert.EndsWith("; what is not known is left empty\n", tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Needs", "freplace")]
    [Trait("Kernels", "all")]
    public void A_dispatchers_programs_are_listed_as_the_public_tool_does()
    {
        Requires.Freplace();
        using var loader = XdpLoader.Load(
            Network, SamplePrograms.LongName, SamplePrograms.EarlyDrop, SamplePrograms.LatePass, SamplePrograms.Count);
        using var other = XdpLoader.LoadOn(Network, Sender, XdpMode.Generic, SamplePrograms.Pass);
        var lines = List();
        Assert.Equal(Public().Order(), lines.Order());
        Assert.Equal(5, lines.Count(line => line.StartsWith(" => ", StringComparison.Ordinal)));
    }

    /// <summary>Before Linux 5.13 the pins are needed, which a new /sys hides from us but not the view of the first process.</summary>
    [Fact]
    [Trait("Needs", "freplace")]
    [Trait("Kernels", "all")]
    public void Where_the_BPF_file_system_is_hidden_the_programs_are_found_all_the_same()
    {
        Requires.Freplace();
        using var loader = XdpLoader.Load(Network, SamplePrograms.LongName, SamplePrograms.Count);
        var output = TestNetwork.Shell("ip", "netns", "exec", Network.Name, XdpdumpProcess.ToolPath, "-D");
        Assert.All(loader.Components, one => Assert.Contains(one.Tag, output, StringComparison.Ordinal));
    }

    private string[] List()
    {
        using var tool = RunToEnd("-D");
        Assert.Equal((0, ""), (tool.ExitCode, tool.Errors));
        return tool.Output.TrimEnd('\n').Split('\n');
    }

    private IEnumerable<string> Public()
    {
        using var tool = PublicXdpdump.RunToEnd(Network, "-D");
        return tool.Output.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0);
    }
}
