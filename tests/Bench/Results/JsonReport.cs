using System.Text.Json;

namespace Bench.Results;

/// <summary>The results for keeping: every value of every turn.</summary>
internal static class JsonReport
{
    public static void Write(Stream output, Machine machine, string? against, IEnumerable<Row> rows)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("processor", machine.Processor);
        json.WriteString("l2", machine.SecondLevelCache);
        json.WriteString("l3", machine.ThirdLevelCache);
        json.WriteNumber("processors", machine.Processors);
        json.WriteString("kernel", machine.Kernel);
        json.WriteString("xdp-tools", machine.PublicTool);
        json.WriteString("load", machine.LoadAverage);
        if (against is not null)
            json.WriteString("against", against);
        json.WriteStartArray("rows");
        foreach (var row in rows.Where(row => row.Turns.Count > 0))
            Write(json, row);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Row row)
    {
        json.WriteStartObject();
        json.WriteString("name", row.Name);
        json.WriteString("title", row.Title);
        json.WriteString("unit", row.Unit);
        json.WriteNumber("discarded", row.Discarded);
        json.WriteStartObject("subjects");
        foreach (var subject in row.Subjects)
            Write(json, subject, row.Of(subject));
        json.WriteEndObject();
        json.WriteStartArray("comparisons");
        foreach (var mark in row.Marks)
        {
            json.WriteStartObject();
            Write(json, "values", mark.Comparison.Of(row.Turns)!.Value);
            json.WriteString("name", mark.Comparison.Name);
            json.WriteString("bound", mark.Bound);
            json.WriteString("verdict", mark.Judge(row.Turns).ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("turns");
        foreach (var turn in row.Turns)
        {
            json.WriteStartObject();
            foreach (var (subject, value) in turn.Values)
                Write(json, subject, value ?? double.NaN);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Quartiles values)
    {
        json.WriteStartObject(name);
        Write(json, "lower", values.Lower);
        Write(json, "median", values.Median);
        Write(json, "upper", values.Upper);
        json.WriteNumber("count", values.Count);
        json.WriteEndObject();
    }

    /// <summary>JSON has neither infinity nor "not a number".</summary>
    private static void Write(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
