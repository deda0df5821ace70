namespace MiniGrad.Data;

/// <summary>Settings for reading a file with <see cref="CsvTable"/>. The defaults suit most files.</summary>
public sealed record CsvOptions
{
    /// <summary>Whether the first row names the columns. Default: true. Else they are <c>column1</c>, <c>column2</c> and so on.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>The character between fields. Default: null, found in the first lines among comma, semicolon, tab and bar, or given by a
    /// first line <c>sep=;</c> as spreadsheets write it.</summary>
    public char? Delimiter { get; init; }

    /// <summary>The character around a field that holds a delimiter, line break or quote; inside it is doubled. Default:
    /// <c>"</c>.</summary>
    public char Quote { get; init; } = '"';

    /// <summary>Whether numbers have a decimal comma, as in <c>0,5</c>. Default: false.</summary>
    public bool DecimalComma { get; init; }

    /// <summary>The fields that stand for a missing value in every column, case-sensitive. Default: the empty field, <c>NA</c>, <c>N/A</c>,
    /// <c>NaN</c>, <c>nan</c>, <c>null</c>, <c>NULL</c> and <c>?</c>. NaN in another spelling is text, and its column with it.</summary>
    public IReadOnlyList<string> MissingMarkers { get; init; } = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "?"];

    /// <summary>Columns to read as text, such as postal codes, whose leading zeros count. Default: none.</summary>
    /// <remarks>A column of numbers keeps up to 10,000 different texts, as memory allows, to find them among categories.</remarks>
    public IReadOnlyCollection<string> TextColumns { get; init; } = [];

    /// <summary>The largest number of columns. Default: 100,000.</summary>
    public int MaximumColumns { get; init; } = 100_000;

    /// <summary>The longest row in bytes of UTF-8, to within a buffer of 64 KiB. Default: 1 MiB.</summary>
    public int MaximumRecordSize { get; init; } = 1024 * 1024;

    /// <summary>The most bytes of memory for the table. Default: null, twice the size of the file plus 32 MiB.</summary>
    /// <remarks>Files of ordinary numbers and categories stay below the default; long columns of text without repetitions do not.</remarks>
    public long? MemoryLimit { get; init; }

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(MissingMarkers);
        ArgumentNullException.ThrowIfNull(TextColumns);
        Guard.AtLeast(MaximumColumns, 1, nameof(CsvOptions));
        Guard.AtLeast(MaximumRecordSize, 1, nameof(CsvOptions));
        Guard.AtLeast(MemoryLimit ?? 1, 1, nameof(CsvOptions), nameof(MemoryLimit), nameof(MemoryLimit));
    }
}
