using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>A name that does not lead to one program is answered with those that do.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
[Trait("Needs", "freplace")]
public sealed class DispatcherRefusalTests : NetworkTest
{
    public DispatcherRefusalTests()
    {
        Requires.Fentry();
        Requires.Freplace();
    }

    [Fact]
    public void Candidates_are_listed_as_name_at_id()
    {
        using var other = new TestNetwork();
        using var loader = XdpLoader.Load(Network, SamplePrograms.Pass, SamplePrograms.LongName, SamplePrograms.LongName);
        using var foreign = DirectProgram.Attach(other, SamplePrograms.Drop, "xdp_drop");
        var programs = loader.Programs;
        string[] all = [.. programs.Select(program => program.NameAtId)];
        string[] twins = [.. programs.Where(program => program.Name == "xdp_sample_with_a_long_name").Select(one => one.NameAtId)];
        Assert.Equal((4, 2), (all.Length, twins.Length));

        // In several programs, in none, of another interface, and no number.
        (string Name, string[] Candidates)[] cases =
        [
            ("xdp_sample_with_a_long_name", twins),
            ("xdp_no_such_program", all),
            ($"{foreign.Id}", all),
            (foreign.NameAtId, all),
            ("xdp_pass@3e", all),
            ($"xdp_no_such_function@{loader.IdOf("xdp_pass")}", [$"xdp_pass@{loader.IdOf("xdp_pass")}"]),
        ];
        foreach (var (name, candidates) in cases)
        {
            var refusal = Dispatching.Refusal(Network, "-p", name);
            Assert.All(candidates, candidate => Assert.Contains(candidate, refusal, StringComparison.Ordinal));
        }

        Assert.DoesNotContain("xdp_pass", Dispatching.Refusal(Network, "-p", twins[0].Split('@')[0]), StringComparison.Ordinal);
    }
}
