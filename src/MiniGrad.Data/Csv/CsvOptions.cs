using System.Text;

namespace MiniGrad.Data;

/// <summary>Settings for reading a file with <see cref="CsvTable"/>. The defaults suit most files.</summary>
public sealed record CsvOptions
{
    /// <summary>Whether the first row names the columns. Default: true. Else they are <c>column 1</c>, <c>column 2</c> and so on, as
    /// are columns that the header has no name for, such as the first where every row has one field more than the header.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>Whether the first column holds the names of the rows, as those of pandas and R do: it becomes <see cref="Table.RowNames"/>
    /// and is no column. Default: false.</summary>
    public bool RowNames { get; init; }

    /// <summary>Whether a name that the header has twice is refused. Default: false, the second <c>a</c> is called <c>a 2</c>.</summary>
    public bool RefuseRepeatedNames { get; init; }

    /// <summary>The number of lines above the header, or above the first row where there is none. Default: 0.</summary>
    public int SkippedLines { get; init; }

    /// <summary>The character that a line begins with which is a comment, such as <c>#</c>. Default: null, there are no comments.</summary>
    public char? CommentCharacter { get; init; }

    /// <summary>The encoding. Default: null, UTF-16 or UTF-32 where a byte order mark says so, else UTF-8.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>The character between fields. Default: null, the one among tab, semicolon, bar and comma that the first lines agree on
    /// (where none does, there is one column), or that a first line <c>sep=;</c> gives, as spreadsheets write it.</summary>
    public char? Delimiter { get; init; }

    /// <summary>The character around a field that holds a delimiter, line break or quote; inside it is doubled. Default:
    /// <c>"</c>.</summary>
    public char Quote { get; init; } = '"';

    /// <summary>Whether a quote inside a field that does not begin with one is refused. Default: false, it is a character like
    /// others.</summary>
    public bool StrictQuotes { get; init; }

    /// <summary>Whether numbers have a decimal comma, as in <c>0,5</c>. Default: false.</summary>
    public bool DecimalComma { get; init; }

    /// <summary>The fields that stand for a missing value in every column, case-sensitive. Default: the empty field, <c>NA</c>, <c>N/A</c>,
    /// <c>n/a</c>, <c>#N/A</c>, <c>N.A.</c>, <c>&lt;NA&gt;</c>, <c>NaN</c>, <c>nan</c>, <c>null</c>, <c>NULL</c>, <c>\N</c> and <c>?</c>.
    /// NaN in another spelling is text, and its column with it.</summary>
    public IReadOnlyList<string> MissingMarkers { get; init; } =
        ["", "NA", "N/A", "n/a", "#N/A", "N.A.", "<NA>", "NaN", "nan", "null", "NULL", @"\N", "?"];

    /// <summary>The fields that stand for a missing value in a column whose other values are numbers, and are text in others,
    /// case-sensitive. Default: <c>None</c>, <c>none</c>, <c>-</c>, <c>--</c> and <c>.</c>.</summary>
    public IReadOnlyList<string> MissingNumberMarkers { get; init; } = ["None", "none", "-", "--", "."];

    /// <summary>Columns to read as text, such as postal codes, whose leading zeros count. Default: none.</summary>
    /// <remarks>A column of numbers keeps up to 10,000 different texts, as memory allows, to find them among categories.</remarks>
    public IReadOnlyCollection<string> TextColumns { get; init; } = [];

    /// <summary>Columns that are not read, and take no memory. Default: none.</summary>
    public IReadOnlyCollection<string> LeftOutColumns { get; init; } = [];

    /// <summary>The largest number of columns. Default: 100,000.</summary>
    public int MaximumColumns { get; init; } = 100_000;

    /// <summary>The longest row in bytes of UTF-8. Default: 1 MiB.</summary>
    public int MaximumRecordSize { get; init; } = 1024 * 1024;

    /// <summary>The most bytes of memory for the table. Default: null, half of the machine's memory, but no more than 16 times what was
    /// read of the file plus 64 MiB.</summary>
    public long? MemoryLimit { get; init; }

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(MissingMarkers);
        ArgumentNullException.ThrowIfNull(MissingNumberMarkers);
        ArgumentNullException.ThrowIfNull(TextColumns);
        ArgumentNullException.ThrowIfNull(LeftOutColumns);
        Guard.AtLeast(SkippedLines, 0, nameof(CsvOptions));
        Guard.AtLeast(MaximumColumns, 1, nameof(CsvOptions));
        Guard.AtLeast(MaximumRecordSize, 1, nameof(CsvOptions));
        Guard.AtLeast(MemoryLimit ?? 1, 1, nameof(CsvOptions), nameof(MemoryLimit), nameof(MemoryLimit));
    }
}
