using System.Globalization;
using System.Text;
using Capture.Model;
using Capture.Targets;
using Xdpdump.Sentences;

namespace Xdpdump.Listing;

/// <summary>
/// What -D prints: the public tool's table, column for column, since scripts cut it by columns (the id stands from column 51 on, unless a
/// name is longer than its column: then it is shown whole, as there).
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
                    one.Interface.Name, "", Name(attached.Program), XdpModes.Word(attached.Mode), attached.Program.Id,
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
        return Row(Component, priority, $" {Name(component.Program)}", "", component.Program.Id, component.Program.Tag, actions);
    }

    /// <summary>The kernel's name, in full where that keeps its first 15 characters only and the type information tells the rest.</summary>
    private static string Name(XdpProgram program) => program switch
    {
        { Name: null } => "",
        { Main.Name: { } full } when full.StartsWith(program.Name, StringComparison.Ordinal) => full,
        _ => program.Name,
    };

    private static string Row(
        string first, string priority, string name, string mode = "", uint? id = null, string? tag = null, string actions = "") =>
        $"{Shown.Of(first),-16} {priority,-5} {Shown.Of(name),-17} {mode,-8} {id,-4} {tag,-17} {actions}";

    private static void AddLine(StringBuilder text, string row) => text.Append(row.AsSpan().TrimEnd()).Append('\n');
}
