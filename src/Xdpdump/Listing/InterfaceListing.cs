using System.Text.Json;
using System.Text.Json.Serialization;
using Capture.Targets;
using Xdpdump.Sentences;

namespace Xdpdump.Listing;

/// <summary>What -D --json prints. Field names are a contract with scripts; what is not known is null.</summary>
internal sealed record InterfaceListing(IReadOnlyList<ListedInterface> Interfaces)
{
    public static string Render(IReadOnlyList<InterfacePrograms> interfaces) =>
        JsonSerializer.Serialize(
            new InterfaceListing([.. interfaces.Select(ListedInterface.Of)]), ListingContext.Default.InterfaceListing) + "\n";
}

/// <summary>A network interface.</summary>
internal sealed record ListedInterface(int Index, string Name, bool Up, uint Mtu, IReadOnlyList<ListedProgram> Programs)
{
    public static ListedInterface Of(InterfacePrograms one) =>
        new(one.Interface.Index, one.Interface.Name, one.Interface.IsUp, one.Interface.Mtu, [.. one.Attached.Select(ListedProgram.Of)]);
}

/// <summary>A program attached to an interface; <c>function</c> is the full name, of which <c>name</c> has 15 characters.</summary>
internal sealed record ListedProgram(
    string Mode, uint Id, string? Name, string? Function, string? Tag, IReadOnlyList<ListedComponent> Components)
{
    public static ListedProgram Of(AttachedProgram attached) =>
        new(
            XdpModes.Word(attached.Mode), attached.Program.Id, attached.Program.Name, attached.Program.Main?.Name, attached.Program.Tag,
            [.. attached.Components.Select(ListedComponent.Of)]);
}

/// <summary>A program that runs inside an attached one, in the place of its function <c>replaces</c>.</summary>
internal sealed record ListedComponent(
    uint Id, string? Name, string? Function, string? Tag, string Replaces, int? Slot, uint? Priority, IReadOnlyList<string>? ChainActions)
{
    public static ListedComponent Of(XdpComponent component) =>
        new(
            component.Program.Id, component.Program.Name, component.Program.Main?.Name, component.Program.Tag, component.ReplacedName,
            component.Slot, component.Priority, component.ChainActions is { } actions ? XdpActions.Of(actions) : null);
}

[JsonSerializable(typeof(InterfaceListing))]
[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
internal sealed partial class ListingContext : JsonSerializerContext;
