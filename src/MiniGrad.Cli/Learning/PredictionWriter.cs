using System.Buffers;
using System.Text.Json;
using MiniGrad.Data;

namespace MiniGrad.Cli;

/// <summary>Writes predictions, part by part, as CSV with one header or as a line of JSON each.</summary>
internal sealed class PredictionWriter(bool isJson)
{
    private int headerLength = -1;

    /// <summary>Writes all parts, each as soon as it is there.</summary>
    public void Write(Stream stream, IEnumerable<Table> parts)
    {
        foreach (Table part in parts)
        {
            if (isJson) WriteJson(stream, part);
            else WriteCsv(stream, part);
            stream.Flush();
        }
    }

    private void WriteCsv(Stream stream, Table part)
    {
        if (headerLength < 0)
        {
            headerLength = CsvOf(part.Select([])).Length;
            CsvTable.Write(stream, part);
            return;
        }
        stream.Write(CsvOf(part).AsSpan(headerLength));
    }

    private static byte[] CsvOf(Table table)
    {
        using MemoryStream bytes = new();
        CsvTable.Write(bytes, table);
        return bytes.ToArray();
    }

    private static void WriteJson(Stream stream, Table part)
    {
        ArrayBufferWriter<byte> buffer = new();
        for (int row = 0; row < part.Count; row++)
        {
            using (Utf8JsonWriter json = new(buffer, JsonText.Plain)) WriteRow(json, part, row);
            buffer.Write("\n"u8);
        }
        stream.Write(buffer.WrittenSpan);
    }

    private static void WriteRow(Utf8JsonWriter json, Table part, int row)
    {
        json.WriteStartObject();
        foreach (TableColumn column in part.Columns)
        {
            if (column.IsMissing(row)) json.WriteNull(column.Name);
            else if (column is NumberColumn numbers) json.Figure(column.Name, numbers[row]);
            else json.WriteString(column.Name, column.TextAt(row));
        }
        json.WriteEndObject();
    }
}
