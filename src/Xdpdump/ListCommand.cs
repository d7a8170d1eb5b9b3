using Capture.Targets;
using Linux.Network;
using Xdpdump.CommandLine;
using Xdpdump.Listing;
using Xdpdump.Sentences;

namespace Xdpdump;

/// <summary>-D: the interfaces with their XDP programs.</summary>
internal static class ListCommand
{
    /// <returns>The exit status.</returns>
    public static int Run(Settings settings)
    {
        static IReadOnlyList<InterfacePrograms> Read() => InterfacePrograms.Read(NetworkInterfaces.List());
        var interfaces = settings.NetworkNamespace is { } name ? NetworkNamespace.Run(NamespaceName.Resolve(name), Read) : Read();
        var status = Result.Write(settings.Json ? InterfaceListing.Render(interfaces) : InterfaceTable.Render(interfaces));
        foreach (var doubt in Doubts(interfaces).Distinct())
            Messages.Warn(doubt);
        return status;
    }

    /// <summary>What the list does not show, and why.</summary>
    internal static IEnumerable<string> Doubts(IReadOnlyList<InterfacePrograms> interfaces)
    {
        var all = interfaces.SelectMany(one => one.Attached).ToList();
        // One program may not be looked at, then none may.
        var programs = all.SelectMany(attached => attached.Components.Select(component => component.Program).Prepend(attached.Program));
        if (programs.FirstOrDefault(program => program.Unseen is not null) is { Unseen: { } reason })
            yield return $"{Sentence.Of(reason)}; what is not known is left empty";
        foreach (var attached in all)
        {
            if (attached.Missing is { } missing)
                yield return $"not all programs that {attached.Program.Title} runs are listed: {Sentence.Of(missing)}";
            else if (attached is { Dispatcher.Unknown: { } unknown, Components.Count: > 0 })
                yield return $"priorities and chain actions of what {attached.Program.Title} runs are not shown: {unknown}";
        }
    }
}
