namespace MiniGrad.Parquet;

/// <summary>Settings for reading a file with <see cref="ParquetTable"/>. The defaults suit most files.</summary>
public sealed record ParquetOptions
{
    /// <summary>The columns to read, in this order. Default: null, all of the file in its order.</summary>
    public IReadOnlyCollection<string>? Columns { get; init; }

    /// <summary>Columns that are not read, and take neither time nor memory. Default: none.</summary>
    public IReadOnlyCollection<string> LeftOutColumns { get; init; } = [];

    /// <summary>Columns to read as text, such as numbers of customers: whole and decimal numbers with all their digits, others in their
    /// shortest form. Default: none.</summary>
    public IReadOnlyCollection<string> TextColumns { get; init; } = [];

    /// <summary>The most bytes of memory for a table and, one at a time, for the pages it is made of. Default: null, half of the machine's
    /// memory, but no more than 64 times the size of the file plus 256 MiB.</summary>
    public long? MemoryLimit { get; init; }

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(LeftOutColumns);
        ArgumentNullException.ThrowIfNull(TextColumns);
        Guard.AtLeast(MemoryLimit ?? 1, 1, nameof(ParquetOptions), nameof(MemoryLimit), nameof(MemoryLimit));
    }
}
