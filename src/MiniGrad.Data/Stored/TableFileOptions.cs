namespace MiniGrad.Data;

/// <summary>Settings for reading a binary file of columns, with <c>ParquetTable</c> of MiniGrad.Parquet or <c>ArrowTable</c> of
/// MiniGrad.Arrow. The defaults suit most files.</summary>
public sealed record TableFileOptions
{
    /// <summary>The columns to read, in this order. Default: null, all of the file in its order.</summary>
    public IReadOnlyCollection<string>? Columns { get; init; }

    /// <summary>Columns that are not read, and take neither time nor memory. Default: none.</summary>
    public IReadOnlyCollection<string> LeftOutColumns { get; init; } = [];

    /// <summary>Columns to read as text, such as numbers of customers: whole and decimal numbers with all their digits, others in the
    /// shortest form of their precision. Default: none.</summary>
    public IReadOnlyCollection<string> TextColumns { get; init; } = [];

    /// <summary>The most bytes of memory for a table and, one at a time, for the pages it is made of. Default: null, half of the machine's
    /// memory, but no more than 64 times the size of the file plus 256 MiB.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Whether a column is read as numbers.</summary>
    internal bool AreNumbers(StoredColumn column) => column.IsNumber && !TextColumns.Contains(column.Name);

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(LeftOutColumns);
        ArgumentNullException.ThrowIfNull(TextColumns);
        Guard.AtLeast(MemoryLimit ?? 1, 1, nameof(TableFileOptions), nameof(MemoryLimit), nameof(MemoryLimit));
    }
}
