using static System.FormattableString;

namespace MiniGrad.Data;

/// <summary>How <see cref="CsvTable"/> reads a file. The defaults read most files as they are.</summary>
public sealed record CsvOptions
{
    /// <summary>Whether the first row names the columns. Default: true. Without, they are <c>column1</c>, <c>column2</c> and so on.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>
    /// What separates fields. Default: null, found from the first lines among comma, semicolon, tab and bar, or taken from a first line <c>sep=;</c> as
    /// spreadsheets write it.
    /// </summary>
    public char? Delimiter { get; init; }

    /// <summary>What encloses a field that holds a delimiter, a line break or a quote, which is then doubled. Default: <c>"</c>.</summary>
    public char Quote { get; init; } = '"';

    /// <summary>Whether numbers are written as <c>0,5</c> rather than <c>0.5</c>. Default: false.</summary>
    public bool DecimalComma { get; init; }

    /// <summary>
    /// The fields that stand for a missing value, in every column, capitals told from small letters. Default: the empty field, <c>NA</c>, <c>N/A</c>, <c>NaN</c>,
    /// <c>nan</c>, <c>null</c>, <c>NULL</c> and <c>?</c>. NaN in another spelling is text, and its column with it.
    /// </summary>
    public IReadOnlyList<string> MissingMarkers { get; init; } = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "?"];

    /// <summary>
    /// Columns that are text whatever they hold, such as postal codes, whose leading zeros count. Default: none. A column of numbers remembers how they were
    /// written, <see cref="NumberColumn.Spellings"/>, but for more than 10,000 different texts or where the memory that is allowed has no room for them.
    /// </summary>
    public IReadOnlyCollection<string> TextColumns { get; init; } = [];

    /// <summary>The most columns that a file may have. Default: 100,000.</summary>
    public int MaximumColumns { get; init; } = 100_000;

    /// <summary>The longest row, in bytes of UTF-8, to within what a buffer of 64 KiB holds. Default: 1 MiB.</summary>
    public int MaximumRecordSize { get; init; } = 1024 * 1024;

    /// <summary>
    /// The most bytes that the table may take. Default: null, twice the size of the file plus 32 MiB, which a file of ordinary numbers and categories does not
    /// reach; long columns of text that never repeats do, for a text in memory takes more than its characters.
    /// </summary>
    public long? MemoryLimit { get; init; }

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(MissingMarkers);
        ArgumentNullException.ThrowIfNull(TextColumns);
        if (MaximumColumns < 1) throw OutOfRange(nameof(MaximumColumns), MaximumColumns);
        if (MaximumRecordSize < 1) throw OutOfRange(nameof(MaximumRecordSize), MaximumRecordSize);
        if (MemoryLimit < 1) throw OutOfRange(nameof(MemoryLimit), MemoryLimit.Value);
    }

    private static ArgumentOutOfRangeException OutOfRange(string option, long value) => new(option, Invariant($"CsvOptions: expected {option} of at least 1, got {value}."));
}
