using System.Diagnostics;
using Capture.Reasons;
using Capture.Targets;
using Kernel.Tests.Support;
using Linux.Network;
using Linux.Processes;
using Xdpdump.Sentences;

namespace Kernel.Tests.Targets;

/// <summary>Every way to name a network namespace, and what is said of names that lead nowhere.</summary>
public sealed class NamespaceNameTests : NetworkTest
{
    public NamespaceNameTests() => MakeNetwork();

    [Fact]
    public void Name_and_path_and_process_id_lead_to_the_same_namespace()
    {
        var wanted = Network.Inside(NetworkNamespace.CurrentInode);
        Assert.NotEqual(NetworkNamespace.CurrentInode(), wanted);
        Assert.Equal(wanted, InodeOf(Network.Name));
        Assert.Equal(wanted, InodeOf(Network.Path));
        using var inside = Network.Inside(() => Process.Start("sleep", "1000"));
        try
        {
            Assert.Equal(wanted, InodeOf($"{inside.Id}"));
            Assert.Equal(wanted, InodeOf($"/proc/{inside.Id}/ns/net"));
        }
        finally
        {
            inside.Kill();
            inside.WaitForExit();
        }
    }

    [Fact]
    public void Namespace_named_like_a_process_is_found_by_its_name_first()
    {
        // No process can have this id: pid_max is 2^22 at most.
        const string Number = "41943041";
        Assert.Equal(
            "there is no process 41943041 to capture in the network namespace of, nor a namespace of that name (ip netns lists them)",
            Refusal(Number));
        TestNetwork.Shell("ip", "netns", "add", Number);
        try
        {
            using var found = NamespaceName.Open(Number);
            Assert.Equal($"/run/netns/{Number}", found.Path);
        }
        finally
        {
            TestNetwork.Shell("ip", "netns", "delete", Number);
        }
    }

    [Fact]
    public void Name_that_is_not_there_is_answered_with_those_there_are()
    {
        foreach (var name in (string[])["nowhere", "", ".", "..", "-1", "1x"])
        {
            var words = Refusal(name);
            Assert.StartsWith($"there is no network namespace '{name}'; there are: ", words, StringComparison.Ordinal);
            Assert.Contains(Network.Name, words, StringComparison.Ordinal);
        }
        Assert.StartsWith("there is no network namespace '/nowhere/at/all'; there are: ", Refusal("/nowhere/at/all"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/tmp")]
    [InlineData("/dev/null")]
    [InlineData("/proc/self/ns/mnt")]
    public void What_is_something_else_is_told_apart(string path) => Assert.Equal(
        $"{path} is not a network namespace; give a name that ip netns lists, a path such as /proc/PID/ns/net, or a process id",
        Refusal(path));

    [Fact]
    public void Fifo_is_not_waited_for()
    {
        var folder = Directory.CreateTempSubdirectory("xdpdump-netns-").FullName;
        var fifo = Path.Combine(folder, "fifo");
        TestNetwork.Shell("mkfifo", fifo);
        Assert.Contains("is not a network namespace", Refusal(fifo), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("given to another namespace")]
    [InlineData("behind a link that leads elsewhere now")]
    public void Namespace_that_was_opened_stays_the_one_it_was_when_its_name_is(string becomes)
    {
        var wanted = Network.Inside(NetworkNamespace.CurrentInode);
        var link = Folder.File("link");
        File.CreateSymbolicLink(link, Network.Path);
        using var opened = NamespaceName.Open(becomes.StartsWith("behind", StringComparison.Ordinal) ? link : Network.Name);
        File.Delete(link);
        File.CreateSymbolicLink(link, "/proc/self/ns/net");
        TestNetwork.Shell("ip", "netns", "delete", Network.Name);
        try
        {
            if (becomes != "deleted")
                TestNetwork.Shell("ip", "netns", "add", Network.Name);
            Assert.Equal(wanted, opened.Run(NetworkNamespace.CurrentInode));
            Assert.Equal(Network.ReceiverIndex, opened.Run(() => NetworkInterfaces.Find(Receiver))!.Index);
        }
        finally
        {
            if (becomes == "deleted")
                TestNetwork.Shell("ip", "netns", "add", Network.Name); // for the test to delete
        }
    }

    [Fact]
    public void Namespace_of_a_process_stays_the_one_it_was_when_the_process_ends()
    {
        var wanted = Network.Inside(NetworkNamespace.CurrentInode);
        using var inside = Network.Inside(() => Process.Start("sleep", "1000"));
        using var opened = NamespaceName.Open($"{inside.Id}");
        inside.Kill();
        inside.WaitForExit();
        Assert.Equal(wanted, opened.Run(NetworkNamespace.CurrentInode));
        Assert.StartsWith($"there is no process {inside.Id} ", Refusal($"{inside.Id}"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_may_be_opened_but_not_entered_is_told_with_the_capability_it_takes() => Assert.Contains(
        $"CAP_SYS_ADMIN is missing, which it takes to enter the network namespace {Network.Path}",
        Sentence.Of(Assert.Throws<CaptureException>(() => Privileges.Without(Capability.SysAdmin, () => NamespaceName.Open(Network.Name)))),
        StringComparison.Ordinal);

    [Fact]
    public void Process_of_another_user_takes_a_capability_which_is_named()
    {
        const Capability Ptrace = (Capability)19;
        Assert.Equal(
            "the network namespace /proc/1/ns/net cannot be opened: EACCES (Permission denied); "
            + "another user's process takes CAP_SYS_PTRACE; run as root or grant the capability",
            // Less than the other process has is not enough, be it one's own user's.
            Sentence.Of(Assert.Throws<CaptureException>(() => Privileges.Without(Ptrace, () => NamespaceName.Open("1")))));
    }

    private static ulong InodeOf(string name)
    {
        using var found = NamespaceName.Open(name);
        Assert.Equal(found.Inode, found.Run(NetworkNamespace.CurrentInode));
        return found.Inode;
    }

    private static string Refusal(string name) => Sentence.Of(Assert.Throws<CaptureException>(() => NamespaceName.Open(name)));
}
