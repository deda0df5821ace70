namespace MiniGrad.Data;

/// <summary>What the first pass over a file finds out about a column.</summary>
internal sealed class ColumnScan(string name)
{
    public string Name { get; } = name;

    public bool IsText { get; set; }

    /// <summary>Whether single precision holds every number so far.</summary>
    public bool IsSingle { get; private set; } = true;

    public void See(ReadOnlySpan<byte> field, FieldReading fields)
    {
        if (IsText) return;
        if (!fields.TryReadNumber(field, out double number)) IsText = true;
        else if ((float)number != number && !double.IsNaN(number)) IsSingle = false;
    }
}
