using Capture.Hooks;
using Capture.Model;
using Capture.Reasons;
using Capture.Sinks;
using PacketFiles;

namespace Capture.Tests.Hooks;

/// <summary>How capture points are numbered and named while programs come and go.</summary>
public sealed class PointTableTests
{
    private readonly PointTable _table = new();

    [Fact]
    public void A_program_that_comes_back_gets_its_old_points_again_and_a_sink_hears_of_each_once()
    {
        var first = Add(Both("eth0", 2, 10, "f"));
        Assert.Equal([0u, 1u], first.Select(point => point.InterfaceId));
        Assert.Equal(first, TellNew());
        var second = Add(Both("eth0", 2, 11, "f"));
        Assert.Equal([2u, 3u], second.Select(point => point.InterfaceId));
        Assert.Equal(second, TellNew());

        Assert.Equal(first, Add(Both("eth0", 2, 10, "f")));
        Assert.Equal(second, Add(Both("renamed0", 2, 11, "f")));
        Assert.Empty(TellNew());
        Assert.Equal(4, _table.All.Count);
    }

    [Fact]
    public void One_that_comes_back_together_with_a_new_one_leaves_no_gap()
    {
        Add(Both("eth0", 2, 10, "f"));
        var points = Add(Point("eth0", 2, 11, "g"), Point("eth0", 2, 10, "f"), Point("eth0", 2, 12, "h"));
        Assert.Equal([2u, 0u, 3u], points.Select(point => point.InterfaceId));
        Assert.Equal(Enumerable.Range(0, 4), TellNew().Select(point => (int)point.InterfaceId));
    }

    [Fact]
    public void Numbers_of_what_was_never_added_are_anothers()
    {
        _table.Number([Point("eth0", 2, 10, "f")]);
        Assert.Equal(("eth0@fentry", 0u), Add(Point("eth0", 2, 11, "f")).Select(point => (point.FileName, point.InterfaceId)).Single());
    }

    [Fact]
    public void The_same_function_twice_behind_a_dispatcher_is_told_apart_by_the_programs_id()
    {
        var points = Add([.. Both("eth0", 2, 10, "f", only: false), .. Both("eth0", 2, 11, "f", only: false), .. Both("eth0", 2, 12, "g", only: false)]);
        Assert.Equal(
            ["eth0:f()@fentry", "eth0:f()@fexit", "eth0:f@11()@fentry", "eth0:f@11()@fexit", "eth0:g()@fentry", "eth0:g()@fexit"],
            points.Select(point => point.FileName));
        Assert.Equal(points.Select(point => point.FileName), points.Select(point => point.FileDescription));
        Assert.Equal(
            ["eth0 f()@entry", "eth0 f()@exit", "eth0 f@11()@entry", "eth0 f@11()@exit", "eth0 g()@entry", "eth0 g()@exit"],
            points.Select(point => point.Title));
        Assert.Equal(["f()@entry", "f()@exit", "f@11()@entry"], points.Take(3).Select(point => point.TitleOnInterface));
    }

    [Fact]
    public void So_is_a_single_program_from_its_successor_whose_short_name_is_taken()
    {
        Add(Point("eth0", 2, 10, "f"));
        var same = Add(Point("eth0", 2, 11, "f")).Single();
        Assert.Equal(
            ("eth0:f@11()@fentry", "eth0:f@11()@fentry", "eth0 f@11()@entry"), (same.FileName, same.FileDescription, same.Title));
        var other = Add(Point("eth0", 2, 12, "g")).Single();
        Assert.Equal(("eth0:g@12()@fentry", "eth0:g()@fentry", "eth0 g()@entry"), (other.FileName, other.FileDescription, other.Title));
    }

    [Fact]
    public void A_program_that_was_alone_and_then_is_one_of_two_keeps_the_name_it_had()
    {
        Add(Point("eth0", 2, 10, "f"));
        var both = Add(Point("eth0", 2, 10, "f", only: false), Point("eth0", 2, 11, "f", only: false));
        Assert.Equal(["eth0@fentry", "eth0:f@11()@fentry"], both.Select(point => point.FileName));
    }

    [Fact]
    public void Programs_on_several_interfaces_share_no_name()
    {
        Assert.Equal(
            ["eth0@fentry", "eth1@fentry"], Add(Point("eth0", 2, 10, "f"), Point("eth1", 3, 10, "f")).Select(point => point.FileName));
        Assert.Equal(["eth0 f()@entry", "eth1 f()@entry"], _table.All.Select(point => point.Title));
    }

    [Fact]
    public void A_name_that_went_from_one_interface_to_another_is_told_apart_by_the_ifindex()
    {
        Add(Point("eth0", 2, 10, "f"));
        Add(Point("eth0", 3, 10, "f"));
        Add(Point("eth0", 4, 10, "f"));
        Add(Point("eth0", 5, 10, "f"));
        Assert.Equal(
            ["eth0@fentry", "eth0:f@10()@fentry", "eth0/4:f@10()@fentry", "eth0/5:f@10()@fentry"], _table.All.Select(point => point.FileName));
        Assert.Equal(4, _table.All.Select(point => point.Title).Distinct().Count());
        Assert.Equal(4, _table.All.Select(point => point.FileDescription).Distinct().Count());
    }

    [Fact]
    public void There_are_as_many_as_come()
    {
        for (uint program = 0; program < 3000; program++)
            Assert.Equal(program, Add(Point("eth0", 2, program, "f")).Single().InterfaceId);
        Assert.Equal(3000, _table.All.Select(point => point.FileName).Distinct().Count());
        Assert.Equal(17u, Add(Point("eth0", 2, 17, "f")).Single().InterfaceId);
    }

    [Fact]
    public void What_a_sink_has_refused_is_not_let_in_by_being_asked_for_again()
    {
        var sink = new PcapSink(new PcapFileHeader { LinkType = LinkTypes.Ethernet, SnapLength = 60 });
        var reading = new FakeReading { OnPoints = sink.AddPoints };
        Add(Point("eth0", 2, 1, "f"));
        _table.TellNew(reading);
        Add(Point("tun0", 3, 1, "f") with { LinkType = LinkTypes.RawIp });
        var refusal = Assert.Throws<CaptureException>(() => _table.TellNew(reading));

        Assert.Same(refusal, Assert.Throws<CaptureException>(() => _table.Number([Point("tun0", 3, 1, "f") with { LinkType = LinkTypes.RawIp }])));
        Assert.Equal(0u, Add(Point("eth0", 2, 1, "f")).Single().InterfaceId);
    }

    private List<CapturePoint> TellNew()
    {
        var reading = new FakeReading();
        _table.TellNew(reading);
        return reading.Points;
    }

    private IReadOnlyList<CapturePoint> Add(params CapturePoint[] wanted)
    {
        var points = _table.Number(wanted);
        _table.Add(points);
        return points;
    }

    private static CapturePoint[] Both(string on, int index, uint program, string function, bool only = true) =>
        [Point(on, index, program, function, CapturePosition.Entry, only), Point(on, index, program, function, CapturePosition.Exit, only)];

    private static CapturePoint Point(
        string on, int index, uint program, string function, CapturePosition position = CapturePosition.Entry, bool only = true) =>
        new(0, on, index, program, function, position) { IsOnlyProgram = only };
}
