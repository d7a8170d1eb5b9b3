namespace Architecture.Tests;

/// <summary>Arrows point down. One that does not is named with the line that draws it.</summary>
public sealed class ArrowTests
{
    [Fact]
    public void Between_assemblies_they_point_down() => AssertDown(FloorPlan.Assemblies, SourceReferences.All, withInner: true);

    [Fact]
    public void Within_the_eBPF_floor_they_point_down() => AssertDown(FloorPlan.Ebpf, SourceReferences.All);

    [Fact]
    public void Within_the_capture_floor_they_point_down() => AssertDown(FloorPlan.Capture, SourceReferences.All);

    [Fact]
    public void What_needs_capabilities_and_what_touches_packets_do_not_know_each_other()
    {
        string[] all = [.. FloorPlan.Privileged, .. FloorPlan.Unprivileged];
        var arrows = SourceReferences.All.Where(reference =>
            IsIn(all, reference.FromRoom) && IsIn(all, reference.ToRoom)
            && IsIn(FloorPlan.Privileged, reference.FromRoom) != IsIn(FloorPlan.Privileged, reference.ToRoom));
        AssertNone(arrows);

        static bool IsIn(string[] rooms, string name) => rooms.Any(room => name == room || name.StartsWith(room + '.', StringComparison.Ordinal));
    }

    /// <summary>A plan that does not name a room, or names one that is not there, would hold of nothing.</summary>
    [Fact]
    public void Every_room_is_on_the_plan_and_every_room_of_the_plan_is_there()
    {
        var rooms = SourceTree.Files("src").Concat(SourceTree.Files("tools")).Select(file => SourceTree.NamespaceOf(file.Text))
            .Where(room => room.Length > 0).Select(room => string.Join('.', room.Split('.').Take(2))).Distinct().ToList();
        AssertSame([.. FloorPlan.Assemblies.SelectMany(floor => floor.Rooms)], [.. rooms.Select(room => room.Split('.')[0])]);
        AssertSame([.. FloorPlan.Ebpf.SelectMany(floor => floor.Rooms)], [.. rooms.Where(room => room.StartsWith("Ebpf", StringComparison.Ordinal))]);
        AssertSame(
            [.. FloorPlan.Capture.SelectMany(floor => floor.Rooms)],
            [.. rooms.Where(room => room.StartsWith("Capture", StringComparison.Ordinal))]);
    }

    [Fact]
    public void Namespaces_are_the_folders_names() => Assert.All(
        SourceTree.Files("src").Concat(SourceTree.Files("tools")).Where(file => Path.GetFileName(file.Path) != "Program.cs"),
        file => Assert.Equal(
            string.Join('.', Path.GetDirectoryName(file.Path)!.Split('/')[1..]), SourceTree.NamespaceOf(file.Text)));

    /// <summary>What an assembly no longer shows: the reason why sources are read.</summary>
    [Theory]
    [InlineData("class From { const int Copy = Below.To.Constant; }")]
    [InlineData("class From { string Name() => nameof(Below.To); }")]
    [InlineData("class From { void Do() { Below.To unused; } }")]
    [InlineData("class From { object Make() { Below.To it = new(); return it; } }")]
    [InlineData("class From { bool Is(object it) => it is Below.Kind.First; }")]
    [InlineData("class From { void Do() => 1.Extend(); }")]
    [InlineData("\n/// <summary><see cref=\"Below.To\"/></summary>\nclass From { }")]
    public void An_arrow_is_seen_whatever_draws_it(string from)
    {
        const string Below = """
            namespace Below;
            class To { public const int Constant = 1; }
            enum Kind { First }
            static class Extensions { public static void Extend(this int it) { } }
            """;
        var references = SourceReferences.Read([("below.cs", Below), ("above.cs", $"using Below; namespace Above {{ {from} }}")]);
        var arrow = Assert.Single(references, reference => reference.FromRoom == "Above" && reference.ToRoom == "Below");
        Assert.Equal("above.cs", arrow.File);
    }

    [Fact]
    public void An_arrow_that_points_up_is_named()
    {
        var references = SourceReferences.Read(
            [("a.cs", "namespace Low { class A { High.B? it; } }"), ("b.cs", "namespace High { class B { Low.A? it; } }")]);
        var failure = Assert.ThrowsAny<Exception>(() => AssertDown([new("low", "Low"), new("high", "High")], references));
        Assert.Contains("Low.A → High.B (a.cs:1)", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("High.B → Low.A", failure.Message, StringComparison.Ordinal);
    }

    private static void AssertDown(Floor[] plan, IReadOnlyList<Reference> references, bool withInner = false)
    {
        var levels = plan.Index().SelectMany(floor => floor.Item.Rooms.Select(room => (room, floor.Index))).ToDictionary();
        string Room(string name) => string.Join('.', name.Split('.').Take(withInner ? 1 : 2));
        int? Level(string name) => levels.TryGetValue(Room(name), out var level) ? level : null;

        var within = references.Where(reference => Level(reference.FromRoom) is not null && Level(reference.ToRoom) is not null).ToList();
        Assert.NotEmpty(within);
        AssertNone(within.Where(reference =>
            Room(reference.FromRoom) != Room(reference.ToRoom) && Level(reference.FromRoom) <= Level(reference.ToRoom)));
    }

    private static void AssertNone(IEnumerable<Reference> arrows) =>
        Assert.True(!arrows.Any(), "These arrows do not point down:\n" + string.Join('\n', arrows.Select(arrow => arrow.ToString()).Order()));

    private static void AssertSame(IReadOnlyCollection<string> planned, IReadOnlyCollection<string> there) =>
        Assert.Equal(planned.Distinct().Order(StringComparer.Ordinal), there.Distinct().Order(StringComparer.Ordinal));
}
