using System.Reflection;
using Capture.Model;
using Capture.Reasons;
using Capture.Selection;
using Capture.Tests;
using Linux;
using Linux.Network;
using Linux.Processes;

namespace Xdpdump.Tests.Sentences;

/// <summary>Instances of records with every value of what decides about words: flags, kinds, things that may be missing.</summary>
internal static class Instances
{
    private static readonly Dictionary<Type, object?[]> s_values = new()
    {
        [typeof(bool)] = [true, false],
        [typeof(bool?)] = [true, false, null],
        [typeof(int)] = [4711],
        [typeof(uint)] = [4711u],
        [typeof(ushort)] = [LinkTypes.Ethernet, LinkTypes.RawIp, LinkTypes.Unknown],
        [typeof(Version)] = [new Version(5, 5)],
        [typeof(Errno)] = [Errno.EBUSY, Errno.EINVAL, Errno.EACCES],
        [typeof(Errno?)] = [null, Errno.EPERM],
        [typeof(IReadOnlyList<string>)] = [(string[])[], (string[])["first", "second"]],
        [typeof(IReadOnlyList<Capability>)] = [(Capability[])[Capability.Bpf], Enum.GetValues<Capability>()],
        [typeof(IReadOnlyList<VlanFeature>)] = [(VlanFeature[])[new("rxvlan", false)], (VlanFeature[])[new("rxvlan", true)]],
        [typeof(IReadOnlyList<PointStatistics>)] = [(PointStatistics[])[new(FakeRecords.Entry, 5, 6)]],
        [typeof(IReadOnlyList<CapturedFunction>)] = [(CapturedFunction[])[new(7, "f", XdpMode.Native)]],
        [typeof(VerifierLimit)] = [.. Enum.GetValues<VerifierLimitKind>().Select(kind => new VerifierLimit(kind, 8192))],
        [typeof(PacketSelection)] = [new PacketSelection { OnlyModified = true }, new PacketSelection { FilterAt = CapturePosition.Exit }],
    };

    /// <summary>The records that stand for a kind of things: all that are derived from one.</summary>
    public static IReadOnlyList<Type> KindsOf(Type root) => [.. root.Assembly.GetTypes().Where(type => type.IsSubclassOf(root) && !type.IsAbstract)];

    /// <summary>A record in all its variants; its strings are the names of its members in angle brackets.</summary>
    public static IEnumerable<object> Of(Type record)
    {
        var constructor = record.GetConstructors().Single();
        IEnumerable<object?[]> arguments = [[]];
        foreach (var parameter in constructor.GetParameters())
            arguments = [.. from before in arguments from value in Values(parameter) select (object?[])[.. before, value]];
        return arguments.Select(constructor.Invoke);
    }

    public static IReadOnlyList<string> StringsOf(Type record) =>
        [.. record.GetConstructors().Single().GetParameters().Where(one => one.ParameterType == typeof(string)).Select(Text)];

    private static string Text(ParameterInfo parameter) => $"<{parameter.Name}>";

    private static object?[] Values(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type == typeof(string))
        {
            var mayBeMissing = new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;
            return mayBeMissing ? [Text(parameter), null] : [Text(parameter)];
        }

        if (type.IsEnum)
            return [.. Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(value => Enum.ToObject(type, value))];
        return s_values.TryGetValue(type, out var values) ? values
            : type == typeof(CaptureReason) ? [new InterfaceDown("eth0")]
            : [.. KindsOf(type).SelectMany(Of)];
    }
}
