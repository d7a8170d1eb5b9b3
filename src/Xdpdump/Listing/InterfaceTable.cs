using System.Globalization;
using System.Text;
using Capture.Targets;
using Xdpdump.Sentences;

namespace Xdpdump.Listing;

/// <summary>
/// What -D prints: the public tool's table, column for column, since scripts cut it by columns (the id stands from column 51 on).
/// </summary>
internal static class InterfaceTable
{
    private const string Header = "Interface        Prio  Program name      Mode     ID   Tag               Chain actions";
    private const string NoProgram = "<No XDP program loaded!>";
    private const string Component = " =>";

    public static string Render(IReadOnlyList<InterfacePrograms> interfaces)
    {
        var text = new StringBuilder().Append(Header).Append('\n').Append('-', Header.Length).Append('\n');
        foreach (var one in interfaces)
        {
            if (one.Attached.Count == 0)
                AddLine(text, Row(one.Interface.Name, "", NoProgram));
            foreach (var attached in one.Attached)
            {
                AddLine(text, Row(
                    one.Interface.Name, "", attached.Program.Name ?? "", XdpModes.Word(attached.Mode), attached.Program.Id,
                    attached.Program.Tag));
                foreach (var component in attached.Components)
                    AddLine(text, Row(component));
            }
        }

        return text.ToString();
    }

    private static string Row(XdpComponent component)
    {
        var priority = component.Priority?.ToString(CultureInfo.InvariantCulture) ?? "";
        var actions = string.Join(',', XdpActions.Of(component.ChainActions ?? 0));
        // A component's name stands one to the right of the column, as if part of a tree.
        return Row(Component, priority, $" {component.Program.Name}", "", component.Program.Id, component.Program.Tag, actions);
    }

    private static string Row(
        string first, string priority, string name, string mode = "", uint? id = null, string? tag = null, string actions = "") =>
        $"{first,-16} {priority,-5} {name,-17} {mode,-8} {id,-4} {tag,-17} {actions}";

    private static void AddLine(StringBuilder text, string row) => text.Append(row.AsSpan().TrimEnd()).Append('\n');
}
