using Capture.Targets;
using Capture.Tests.Targets;
using Linux.Network;
using Xdpdump.Listing;

namespace Xdpdump.Tests.Listing;

/// <summary>-D for people and for scripts that cut columns.</summary>
public sealed class InterfaceTableTests
{
    private static readonly AttachedProgram Dispatcher = Models.Dispatcher(
        10558, Models.Program(10576, "xdp_test_prog_with_a_long_name"), Models.Program(10582, "xdp_pass"));

    [Fact]
    public void The_table_is_the_public_tools_column_for_column() => Assert.Equal(
        """
        Interface        Prio  Program name      Mode     ID   Tag               Chain actions
        --------------------------------------------------------------------------------------
        lo                     <No XDP program loaded!>
        eth0                   xdp_dispatcher    native   10558 000000000000293e
         =>              0      xdp_test_prog_with_a_long_name          10576 0000000000002950  XDP_PASS
         =>              10     xdp_pass                  10582 0000000000002956  XDP_PASS

        """,
        InterfaceTable.Render([Named("lo"), Named("eth0", Dispatcher)]));

    [Theory]
    [InlineData("eth0")]
    [InlineData("fifteen-letters")]
    public void Every_column_begins_where_its_header_does_whatever_the_name(string name)
    {
        var lines = InterfaceTable.Render(
            [
                Named(name, Models.Plain(Models.Program(7, "fifteen_letters"), XdpMode.Generic)),
                Named(name, Models.Dispatcher(10558, Models.Program(10576, "sixteen__letters"), Models.Program(10582, "xdp_pass"))),
            ]).Split('\n');
        var id = lines[0].IndexOf("ID", StringComparison.Ordinal);
        Assert.Equal(50, id); // what `cut -c51-55` relies on
        Assert.Equal(["7", "10558", "10576", "10582"], lines[2..6].Select(line => line[id..Math.Min(id + 5, line.Length)].Trim()));
        Assert.Equal($"{name} ", lines[2][..(name.Length + 1)]);
        Assert.Equal(" fifteen_letters ", lines[2][22..39]);
        Assert.Equal("skb", lines[2].Substring(lines[0].IndexOf("Mode", StringComparison.Ordinal), 3));
        Assert.Equal("7    0000000000000007", lines[2][id..]);
    }

    [Theory]
    [InlineData("xdp_sample_with_a_long_name", "xdp_sample_with_a_long_name skb      30   000000000000001e")]
    [InlineData("seventeen_letters", "seventeen_letters skb      30   000000000000001e")]
    [InlineData("fifteen_letters", "fifteen_letters   skb      30   000000000000001e")]
    public void A_name_longer_than_its_column_is_shown_whole_as_the_public_tool_does(string name, string shown) =>
        Assert.Equal($"eth0                   {shown}", Body(Named("eth0", Models.Plain(Models.Program(30, name), XdpMode.Generic))));

    [Fact]
    public void A_name_of_the_program_that_is_not_its_functions_stays() => Assert.Equal(
        "eth0                   renamed           skb      30   000000000000001e",
        Body(Named("eth0", Models.Plain(Models.Program(30, "xdp_main") with { Name = "renamed" }, XdpMode.Generic))));

    [Fact]
    public void Each_mode_has_a_line_with_the_interfaces_name() => Assert.Equal(
        """
        eth0                   soft              skb      30   000000000000001e
        eth0                   hard              hw       31   000000000000001f
        """,
        Body(Named(
            "eth0", Models.Plain(Models.Program(30, "soft"), XdpMode.Generic), Models.Plain(Models.Program(31, "hard"), XdpMode.Offloaded))));

    [Fact]
    public void What_may_not_be_looked_at_leaves_its_columns_empty() =>
        Assert.Equal("eth0                                     native   7", Body(Named("eth0", Models.Plain(new XdpProgram(7)))));

    [Fact]
    public void A_component_without_a_dispatcher_has_no_priority_and_no_actions() => Assert.Equal(
        """
        eth0                   xdp_main          native   7    0000000000000007
         =>                     better                    8    0000000000000008
        """,
        Body(Named("eth0", Models.Extended(Models.Program(7, "xdp_main", "decide"), 1, Models.Program(8, "better")))));

    [Theory]
    [InlineData("a\u001b[1m", "a\\x1b[1m        ")]
    [InlineData("eth\u202e0", "eth\\u202e0      ")]
    public void Names_that_a_terminal_would_obey_are_spelled_out_and_keep_the_columns(string name, string shown) => Assert.Equal(
        $"{shown,-16}       soft              skb      30   000000000000001e",
        Body(Named(name, Models.Plain(Models.Program(30, "soft"), XdpMode.Generic))));

    [Fact]
    public void Scripts_get_such_names_whole_and_valid()
    {
        var json = InterfaceListing.Render([Named("a\u001b\u202e\ud800"), Named("\"\\")]);
        var names = System.Text.Json.JsonDocument.Parse(json).RootElement.GetProperty("interfaces").EnumerateArray()
            .Select(one => one.GetProperty("name").GetString());
        Assert.Equal(["a\u001b\u202e\ufffd", "\"\\"], names);
        Assert.All(json, letter => Assert.True(letter is '\n' or (>= ' ' and <= '~')));
    }

    [Theory]
    [InlineData(0u, "")]
    [InlineData(1u << 2, "XDP_PASS")]
    [InlineData(0b11111u, "XDP_ABORTED,XDP_DROP,XDP_PASS,XDP_TX,XDP_REDIRECT")]
    [InlineData(0b100010u, "XDP_DROP")]
    public void Actions_are_named_and_those_without_a_name_left_out(uint mask, string names) =>
        Assert.Equal(names, string.Join(',', XdpActions.Of(mask)));

    private static string Body(InterfacePrograms one) => string.Join('\n', InterfaceTable.Render([one]).TrimEnd('\n').Split('\n')[2..]);

    private static InterfacePrograms Named(string name, params AttachedProgram[] attached)
    {
        var on = Models.On(attached);
        return on with { Interface = on.Interface with { Name = name } };
    }
}
