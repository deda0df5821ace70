using System.CommandLine;
using System.Text;
using MiniGrad.Data;

namespace MiniGrad.Cli;

/// <summary>The options that say how a CSV file is written.</summary>
internal sealed class FormatOptions
{
    private const int BytesPerMegabyte = 1_000_000;

    private readonly Option<string[]> text = CheckedOption.Texts(
        "--text", "A column to be read as text whatever it holds, such as one of postcodes. May be given several times.", "column");

    private readonly Option<char?> delimiter = CheckedOption.Character(
        "--delimiter", "The character between fields. [default: found among comma, semicolon, tab and bar]");

    private readonly Option<char?> quote =
        CheckedOption.Character("--quote", "The character around fields that hold others. [default: \"]");

    private readonly Option<bool> decimalComma = CheckedOption.Flag("--decimal-comma", "Numbers are written as 0,5 rather than 0.5.");

    private readonly Option<bool> noHeader = CheckedOption.Flag(
        "--no-header", "The first line is a row, and the columns are named column 1, column 2 and so on.");

    private readonly Option<bool> rowNames = CheckedOption.Flag(
        "--row-names", "The first column names the rows and is not learned from, as files of pandas and R have one.");

    private readonly Option<bool> refuseRepeated = CheckedOption.Flag(
        "--refuse-repeated-names", "A column name that occurs twice is an error. [default: the second 'a' is called 'a 2']");

    private readonly Option<int?> skipped = CheckedOption.OptionalInteger(
        "--skip-lines", "The number of lines above the header. [default: 0]", 0, unit: "count");

    private readonly Option<char?> comment = CheckedOption.Character(
        "--comment", "The character that lines begin with which are comments. [default: there are none]");

    private readonly Option<Encoding?> encoding = CheckedOption.Encoding(
        "--encoding", "The encoding, such as latin1 or utf-16. [default: utf-8, or what a byte order mark says]");

    private readonly Option<bool> strictQuotes = CheckedOption.Flag(
        "--strict-quotes", "A quote inside a field that does not begin with one is an error.");

    private readonly Option<string[]> missingNumbers = CheckedOption.Texts(
        "--missing-number",
        "A field that stands for a missing value in a column of numbers alone. May be given several times. [default: None, none, -, -- " +
        "and .]",
        "text");

    private readonly Option<string[]> leftOut = CheckedOption.Texts(
        "--leave-out", "A column that is not read. May be given several times.", "column");

    private readonly Option<string[]> missing = CheckedOption.Texts(
        "--missing",
        "A field that stands for a missing value, besides the empty one. May be given several times. " +
        "[default: NA, N/A, n/a, #N/A, N.A., <NA>, NaN, nan, null, NULL, \\N and ?]",
        "text");

    private readonly Option<int?> maximumColumns = CheckedOption.OptionalInteger(
        "--maximum-columns", "The most columns that a file may have. [default: 100,000]", 1, unit: "count");

    private readonly Option<int?> maximumRow = CheckedOption.OptionalInteger(
        "--maximum-row", "The longest row, in bytes. [default: 1 MiB]", 1, unit: "bytes");

    private readonly Option<int?> memory = CheckedOption.OptionalInteger(
        "--memory", "The most memory that a table may take, in megabytes. [default: half of the machine's, and 67 plus 16 times the size " +
        "of the file]", 1, unit: "MB");

    /// <summary>All of them but <c>--text</c>, which the built-in table takes as well.</summary>
    public IReadOnlyList<Option> ForFilesOnly =>
        [delimiter, quote, decimalComma, noHeader, rowNames, skipped, comment, encoding, missing, missingNumbers, leftOut,
            refuseRepeated, strictQuotes,
            maximumColumns, maximumRow, memory];

    public Option<string[]> Text => text;

    public void AddTo(Command command)
    {
        command.Options.Add(text);
        foreach (Option option in ForFilesOnly) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            (string between, string around) = (OptionRules.TextOf(result, delimiter) ?? ",", OptionRules.TextOf(result, quote) ?? "\"");
            if (between == around)
                result.AddError($"{delimiter.Name}: expected another character than that of {quote.Name}, got '{between}' for both.");
        });
    }

    public CsvOptions Read(ParseResult parsed)
    {
        CsvOptions usual = new();
        return new CsvOptions
        {
            TextColumns = parsed.GetValue(text) ?? [],
            Delimiter = parsed.GetValue(delimiter),
            Quote = parsed.GetValue(quote) ?? usual.Quote,
            DecimalComma = parsed.GetValue(decimalComma),
            HasHeader = !parsed.GetValue(noHeader),
            RowNames = parsed.GetValue(rowNames),
            RefuseRepeatedNames = parsed.GetValue(refuseRepeated),
            SkippedLines = parsed.GetValue(skipped) ?? 0,
            CommentCharacter = parsed.GetValue(comment),
            Encoding = parsed.GetValue(encoding),
            StrictQuotes = parsed.GetValue(strictQuotes),
            MissingNumberMarkers = parsed.GetValue(missingNumbers) is { Length: > 0 } words ? words : usual.MissingNumberMarkers,
            LeftOutColumns = parsed.GetValue(leftOut) ?? [],
            MissingMarkers = parsed.GetValue(missing) is { Length: > 0 } markers ? ["", .. markers] : usual.MissingMarkers,
            MaximumColumns = parsed.GetValue(maximumColumns) ?? usual.MaximumColumns,
            MaximumRecordSize = parsed.GetValue(maximumRow) ?? usual.MaximumRecordSize,
            MemoryLimit = parsed.GetValue(memory) is { } megabytes ? (long)megabytes * BytesPerMegabyte : null,
        };
    }
}
