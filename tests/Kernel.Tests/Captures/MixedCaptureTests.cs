using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>Interfaces with and without an XDP program in one capture, and interfaces whose programs come and go.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
public sealed class MixedCaptureTests : NetworkTest
{
    public MixedCaptureTests() => Requires.Fentry();

    [Fact]
    public void Both_are_captured_at_once_each_with_a_pcapng_interface_of_its_own_in_the_order_of_time()
    {
        const int Count = 100;
        using var target = Attach(new TargetSpec { FunctionName = "xdp_target" });
        using var file = new TracedFile();
        using var tool = StartCapturing("-i", $"{Receiver},{Sender}", "-w", file.Path);
        for (var number = 0; number < Count; number++)
            Send(Frames.Numbered(60, (uint)number));
        Wait.Until(() => target.Seen == Count, "the program to see the packets");
        tool.Interrupt();
        file.Read();

        Assert.Equal(0, tool.ExitCode);
        Assert.Contains(
            $"listening on rx0, ingress XDP program ID {target.Id} func xdp_target; on tx0, link-type EN10MB (Ethernet), "
            + "capture mode entry, capture size 262144 bytes\n",
            tool.Errors, StringComparison.Ordinal);
        Assert.Contains(
            "WARNING: Specified interface does not have an XDP program loaded, so capture on tx0 is in legacy mode",
            tool.Errors, StringComparison.Ordinal);
        Assert.Equal(["rx0@fentry", "tx0"], file.Interfaces.Select(one => one.Name));
        Assert.Equal([(ulong?)Count, Count], file.Statistics.Select(one => one.Received));
        Assert.Equal(file.Packets.Select(packet => packet.Timestamp).Order(), file.Packets.Select(packet => packet.Timestamp));
        for (var id = 0u; id < 2; id++)
        {
            Assert.Equal(
                Enumerable.Range(0, Count).Select(number => Frames.Numbered(60, (uint)number)),
                file.Packets.Where(packet => packet.InterfaceId == id).Select(packet => packet.Data));
        }
    }

    [Fact]
    public void Lines_of_both_look_as_they_do_alone()
    {
        using var target = Attach(new TargetSpec { FunctionName = "xdp_target" });
        using var tool = StartCapturing("-i", $"{Receiver},{Sender}", "-c", "2");
        Send(Frames.Plain(60));
        tool.WaitForExit();

        Assert.Equal(0, tool.ExitCode);
        Assert.Contains("xdp_target()@entry: packet size 60 bytes on if_index ", tool.Output, StringComparison.Ordinal);
        Assert.Contains(": packet size 60 bytes on if_name \"tx0\"\n", tool.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--rx-capture exit", "interface tx0 has no XDP program that could decide about packets, so --rx-capture exit cannot be had")]
    [InlineData("--action drop", "--action asks an XDP program, and tx0 has none")]
    [InlineData("--only-modified --rx-capture entry", "--only-modified asks an XDP program, and tx0 has none")]
    [InlineData("--rx-queue 0", "--rx-queue asks an XDP program, and tx0 has none")]
    [InlineData("-p all", "interface tx0 has no XDP program, so there is none that -p could name")]
    public void What_only_XDP_can_answer_is_an_error_where_an_interface_has_no_program(string words, string error)
    {
        using var target = Attach();
        using var tool = RunToEnd(["-i", $"{Receiver},{Sender}", .. words.Split(' ')]);

        Assert.Equal(1, tool.ExitCode);
        Assert.Contains($"ERROR: {error}", tool.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("listening", tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interface_goes_over_to_XDP_when_a_program_comes_and_back_when_it_goes_as_often_as_it_likes()
    {
        using var file = new TracedFile();
        using var tool = StartCapturing("-i", Receiver, "-w", file.Path);
        Sent(60);
        var ids = new List<uint>();
        for (var turn = 1u; turn <= 2; turn++)
        {
            using (var target = Attach(new TargetSpec { FunctionName = $"xdp_turn_{turn}" }))
            {
                tool.WaitToSay($"rx0: an XDP program was attached; capture goes on at ID {target.Id} func xdp_turn_{turn}");
                Sent((int)(60 + (2 * turn) - 1));
                Wait.Until(() => target.Seen == 1, "the program to see its packet");
                ids.Add(target.Id);
            }

            tool.WaitToSay("rx0: its XDP program was detached; capture goes on in legacy mode", times: (int)turn);
            Sent((int)(60 + (2 * turn)));
        }

        tool.Interrupt();
        file.Read();

        Assert.Equal(0, tool.ExitCode);
        Assert.Equal(["rx0", "rx0@fentry", $"rx0:xdp_turn_2@{ids[1]}()@fentry"], file.Interfaces.Select(one => one.Name));
        Assert.Equal([(0u, 60u), (1u, 61u), (0u, 62u), (2u, 63u), (0u, 64u)], file.Packets.Select(packet => (packet.InterfaceId, packet.OriginalLength)));
        Assert.Equal([3ul, 1ul, 1ul], file.Statistics.Select(one => one.Received!.Value));
        Assert.Equal((5ul, 0ul), Tracing.Counts(tool));

        void Sent(int length)
        {
            Send(Frames.Plain(length));
            Wait.Until(() => new FileInfo(file.Path).Length > 0, "the file to grow");
            Thread.Sleep(200);
        }
    }

    [Fact]
    public void With_conditions_that_only_XDP_answers_an_interface_pauses_when_its_program_goes()
    {
        using var other = Attach(new TargetSpec { FunctionName = "xdp_stays" });
        var otherSender = AddPair("rx1", "tx1");
        var leaving = new TargetProgram(new TargetSpec { FunctionName = "xdp_leaves" });
        leaving.Attach(Network, "rx1");
        using var tool = StartCapturing("-i", $"{Receiver},rx1", "--rx-capture", "exit");

        leaving.Dispose();
        tool.WaitToSay("rx1: its XDP program was detached; nothing is captured there until another one is attached");
        SendFrom(otherSender, Frames.Plain(61));
        Send(Frames.Plain(60));
        tool.WaitForLines(1);
        tool.Interrupt();

        Assert.Equal(0, tool.ExitCode);
        Assert.Contains("xdp_stays()@exit[PASS]: packet size 60 bytes", tool.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("packet size 61", tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_cannot_be_captured_at_leaves_the_interface_to_libpcap()
    {
        using var tool = StartCapturing("-i", Receiver);
        using (var opaque = Attach(new TargetSpec { FunctionName = "xdp_opaque", WithBtf = false }))
        {
            tool.WaitToSay("rx0: an XDP program was attached; capture goes on in legacy mode, which sees what that program passes on: ");
            Assert.Contains("without BTF", tool.Errors, StringComparison.Ordinal);
            Send(Frames.Plain(60));
            tool.WaitForLines(1);
        }

        tool.WaitToSay("rx0: its XDP program, which was not captured at, was detached; capture goes on in legacy mode");
        Send(Frames.Plain(61));
        tool.WaitForLines(2);
        tool.Interrupt();

        Assert.Equal(0, tool.ExitCode);
    }
}
