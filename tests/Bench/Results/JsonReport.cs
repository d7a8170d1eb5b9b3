using System.Text.Json;

namespace Bench.Results;

/// <summary>The results for keeping: every sample of every subject.</summary>
internal static class JsonReport
{
    public static void Write(Stream output, IEnumerable<Row> rows, int rounds)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("kernel", File.ReadAllText("/proc/sys/kernel/osrelease").Trim());
        json.WriteNumber("processors", Directory.GetDirectories("/sys/devices/system/cpu", "cpu?").Length);
        json.WriteNumber("rounds", rounds);
        json.WriteStartArray("rows");
        foreach (var row in rows.Where(row => row.Subjects.Count > 0))
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
        json.WriteStartObject("subjects");
        foreach (var (subject, samples) in row.Subjects)
        {
            json.WriteStartObject(subject);
            json.WriteNumber("min", samples.Min);
            json.WriteNumber("median", samples.Median);
            json.WriteNumber("max", samples.Max);
            json.WriteStartArray("samples");
            foreach (var value in samples.Values)
                json.WriteNumberValue(value);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("marks");
        foreach (var mark in row.Marks.Where(mark => mark.ValueOf(row) is not null))
        {
            json.WriteStartObject();
            json.WriteString("name", mark.Name);
            json.WriteNumber("value", mark.ValueOf(row)!.Value);
            json.WriteString("bound", mark.Bound);
            if (mark.IsMetBy(row) is { } met)
                json.WriteBoolean("met", met);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
