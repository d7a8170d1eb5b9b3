using System.Text.Json;
using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>Interfaces with names that nobody should give, and the kernel takes.</summary>
public sealed class OddNamesTests : NetworkTest
{
    [Fact]
    public void A_name_with_a_comma_is_one_interface_where_there_is_one()
    {
        AddPair("left,right", "left");
        AddPair("right", "other");
        using (var whole = StartCapturing("-i", "left,right", "--load-xdp-program"))
        {
            Assert.Contains("listening on left,right, ingress", whole.Errors, StringComparison.Ordinal);
            whole.Interrupt();
        }

        Network.Ip("link", "del", "left,right");
        AddPair("left", "another");
        using var both = StartCapturing("-i", "left,right", "--load-xdp-program");
        Assert.Matches("listening on left, ingress [^;]*; on right, ingress", both.Errors);
        both.Interrupt();
    }

    [Theory]
    [InlineData("e\u001b[31mx", "e\\x1b[31mx")]
    [InlineData("e\u202ehte", "e\\u202ehte")]
    [InlineData("\u0007\u007f\u009b", "\\x07\\x7f\\x9b")]
    public void What_a_terminal_would_obey_is_spelled_out_wherever_it_is_shown(string name, string shown)
    {
        AddPair(name, "plain");
        using (var list = RunToEnd("-D"))
            Assert.Contains($"\n{shown,-16}       <No XDP program loaded!>\n", list.Output, StringComparison.Ordinal);
        using (var json = RunToEnd("-D", "--json"))
        {
            Assert.Contains(name, JsonDocument.Parse(json.Output).RootElement.GetProperty("interfaces").EnumerateArray()
                .Select(one => one.GetProperty("name").GetString()));
        }

        using (var refused = RunToEnd("-i", name + "x"))
            Assert.StartsWith($"ERROR: there is no interface '{shown}x' in this network namespace; ", refused.Errors, StringComparison.Ordinal);

        var path = Folder.File("capture");
        foreach (var words in (string[][])[["--load-xdp-program", "-v"], ["-n"], ["-w", path]])
        {
            using var tool = StartCapturing(["-i", name, .. words]);
            Network.Ip("link", "set", "plain", "down");
            Network.Ip("link", "set", "plain", "up");
            tool.Interrupt();
            Assert.Equal(0, tool.ExitCode);
            Assert.Contains($"listening on {shown}, ", tool.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain(tool.Errors + tool.Output, letter => letter != '\n' && (char.IsControl(letter) || letter == '\u202e'));
        }

        Assert.Contains(CaptureFile.Read(path).Interfaces, one => one.Name == name);
    }

    [Fact]
    public void Bytes_that_are_no_text_select_nothing_and_the_ifindex_does()
    {
        TestNetwork.Shell("bash", "-c", $"nsenter --net={Network.Path} ip link add $'odd\\xff' type veth peer name $'odd\\xfe'");
        using (var refused = StartShell("exec $XDPDUMP -i $'odd\\xff' --load-xdp-program"))
        {
            refused.WaitForExit();
            Assert.Equal(1, refused.ExitCode);
            Assert.EndsWith("is not valid UTF-8; name an interface by its ifindex, and a file or namespace by another path\n", refused.Errors, StringComparison.Ordinal);
        }

        using var list = RunToEnd("-D", "--json");
        var index = JsonDocument.Parse(list.Output).RootElement.GetProperty("interfaces").EnumerateArray()
            .First(one => one.GetProperty("name").GetString()!.StartsWith("odd", StringComparison.Ordinal)).GetProperty("index").GetInt32();
        using var tool = StartCapturing("-i", $"{index}", "--load-xdp-program");
        tool.Interrupt();
        Assert.Equal(0, tool.ExitCode);
    }
}
