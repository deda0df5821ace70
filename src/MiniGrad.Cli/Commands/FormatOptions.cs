using System.CommandLine;
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
        "--no-header", "The first line is a row, and the columns are named column1, column2 and so on.");

    private readonly Option<string[]> missing = CheckedOption.Texts(
        "--missing",
        "A field that stands for a missing value, besides the empty one. May be given several times. " +
        "[default: NA, N/A, NaN, nan, null, NULL and ?]",
        "text");

    private readonly Option<int?> maximumColumns = CheckedOption.OptionalInteger(
        "--maximum-columns", "The most columns that a file may have. [default: 100,000]", 1, unit: "count");

    private readonly Option<int?> maximumRow = CheckedOption.OptionalInteger(
        "--maximum-row", "The longest row, in bytes. [default: 1 MiB]", 1, unit: "bytes");

    private readonly Option<int?> memory = CheckedOption.OptionalInteger(
        "--memory", "The most memory that a table may take, in megabytes. [default: twice the size of the file plus 34]", 1, unit: "MB");

    /// <summary>All of them but <c>--text</c>, which the built-in table takes as well.</summary>
    public IReadOnlyList<Option> ForFilesOnly => [delimiter, quote, decimalComma, noHeader, missing, maximumColumns, maximumRow, memory];

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
            MissingMarkers = parsed.GetValue(missing) is { Length: > 0 } markers ? ["", .. markers] : usual.MissingMarkers,
            MaximumColumns = parsed.GetValue(maximumColumns) ?? usual.MaximumColumns,
            MaximumRecordSize = parsed.GetValue(maximumRow) ?? usual.MaximumRecordSize,
            MemoryLimit = parsed.GetValue(memory) is { } megabytes ? (long)megabytes * BytesPerMegabyte : null,
        };
    }
}
