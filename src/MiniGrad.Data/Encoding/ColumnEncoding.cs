using System.Text.Json;

namespace MiniGrad.Data;

/// <summary>Makes features of a column.</summary>
internal abstract class ColumnEncoding(string name)
{
    public string Name { get; } = name;

    public abstract IReadOnlyList<string> Features { get; }

    public abstract EncodedColumn Description { get; }

    /// <summary>Sets the features of a row, which are 0.</summary>
    /// <exception cref="ArgumentException">The value is not of the kind that was learned from.</exception>
    public abstract void Encode(TableColumn column, int row, Span<double> features);

    public abstract void WriteTo(Utf8JsonWriter json);
}
