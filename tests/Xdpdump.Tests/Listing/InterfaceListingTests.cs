using Capture.Reasons;
using Capture.Targets;
using Capture.Tests.Targets;
using Linux.Network;
using Xdpdump.CommandLine;
using Xdpdump.Listing;

namespace Xdpdump.Tests.Listing;

/// <summary>-D --json: field names and their meaning are a contract with scripts.</summary>
public sealed class InterfaceListingTests
{
    [Fact]
    public void Everything_the_table_has_and_full_names_too() => Assert.Equal(
        """
        {
          "interfaces": [
            {
              "index": 4,
              "name": "eth0",
              "up": true,
              "mtu": 1500,
              "programs": [
                {
                  "mode": "native",
                  "id": 10,
                  "name": "xdp_dispatcher",
                  "function": "xdp_dispatcher",
                  "tag": "000000000000000a",
                  "components": [
                    {
                      "id": 20,
                      "name": "xdp_test_prog_w",
                      "function": "xdp_test_prog_with_a_long_name",
                      "tag": "0000000000000014",
                      "replaces": "prog0",
                      "slot": 0,
                      "priority": 0,
                      "chainActions": [
                        "XDP_PASS"
                      ]
                    },
                    {
                      "id": 21,
                      "name": "xdp_pass",
                      "function": "xdp_pass",
                      "tag": "0000000000000015",
                      "replaces": "prog1",
                      "slot": 1,
                      "priority": 10,
                      "chainActions": [
                        "XDP_PASS"
                      ]
                    }
                  ]
                }
              ]
            }
          ]
        }

        """,
        InterfaceListing.Render([Models.On(Models.Dispatcher(
            10, Models.Program(20, "xdp_test_prog_with_a_long_name"), Models.Program(21, "xdp_pass")))]));

    [Fact]
    public void An_interface_without_programs_is_there_with_none() =>
        Assert.Contains("\"programs\": []", InterfaceListing.Render([Models.On()]), StringComparison.Ordinal);

    [Fact]
    public void What_is_not_known_is_null()
    {
        var json = InterfaceListing.Render(
        [
            Models.On(Models.Plain(new XdpProgram(7))),
            Models.On(Models.Extended(Models.Program(8, "main", "decide"), 1, Models.Program(9, "better"))),
        ]);
        foreach (var field in (string[])["name", "function", "tag", "slot", "priority", "chainActions"])
            Assert.Contains($"\"{field}\": null", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_list_json_makes_no_sense() => Assert.Equal(
        "--json goes with -D: only the list of interfaces can be had as JSON",
        Assert.Throws<UsageException>(() => CommandLineParser.Parse(["-i", "eth0", "--json"])).Message);

    [Fact]
    public void A_missing_capability_is_told_once_whatever_it_hides()
    {
        var reason = new CapabilitiesMissing([Linux.Processes.Capability.SysAdmin], new LookUpProgram(7, "eth0"));
        var unseen = Models.Plain(new XdpProgram(7) { Unseen = reason });
        Assert.Equal(
            [
                $"{Xdpdump.Sentences.Sentence.Of(reason)}; what is not known is left empty",
            ],
            ListCommand.Doubts([Models.On(unseen), Models.On(unseen, unseen)]));
    }

    [Fact]
    public void A_program_that_cannot_be_captured_at_is_listed_without_a_word()
    {
        var plain = Models.Plain(new XdpProgram(7) { Name = "plain", HasBtf = false });
        Assert.Empty(ListCommand.Doubts([Models.On(plain, Models.Plain(Models.Program(8, "a"), XdpMode.Generic))]));
    }

    [Fact]
    public void Components_that_could_not_be_found_are_told() => Assert.Equal(
        ["not all programs that xdp_dispatcher@10 runs are listed: its BTF type information cannot be read"],
        ListCommand.Doubts([Models.On(Models.Dispatcher(10) with { Missing = new FunctionsUnreadable() })]));
}
