using System.Text.Json;

namespace MiniGrad.Data;

/// <summary>A column that nothing is made of; a table to be encoded need not have it.</summary>
internal sealed class LeftOutColumn(string name, string reason) : ColumnEncoding(name)
{
    public override IReadOnlyList<string> Features => [];

    public override EncodedColumn Description => new(Name, ColumnRole.LeftOut, [], reason);

    public override void Encode(TableColumn column, int row, Span<double> features)
    {
    }

    public override void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString("role", "leftOut");
        json.WriteString("reason", reason);
    }

    public static LeftOutColumn Read(string name, JsonElement json) => new(name, json.Text("reason"));
}
