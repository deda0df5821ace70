using System.CommandLine;

namespace MiniGrad.Cli;

/// <summary>The options that say where data come from: one of a table and images, in a file or built in.</summary>
/// <param name="use">What the data are for.</param>
/// <param name="rows">An argument that stands for <c>--csv</c>, if there is one.</param>
internal sealed class DataOptions(string use, Argument<string?>? rows = null)
{
    private readonly FormatOptions format = new();

    public Option<string?> Csv { get; } = CheckedOption.Text("--csv", $"A table {use}: a CSV file with a header.", "file");

    public Option<string?> Idx { get; } = CheckedOption.Text(
        "--idx", $"Images {use}: a folder of MNIST's four files, or of others in their format and with their names, plain or .gz.",
        "folder");

    public Option<bool> Digits { get; } = CheckedOption.Flag("--digits", $"Generated images of digits {use}: always the same ones.");

    public Option<bool> Irises { get; } = CheckedOption.Flag("--irises", $"The built-in table of 150 irises and their species {use}.");

    /// <summary>The options for tables.</summary>
    public IReadOnlyList<Symbol> ForTables => [Csv, Irises, .. Rows];

    /// <summary>The options for images.</summary>
    public IReadOnlyList<Symbol> ForImages => [Idx, Digits];

    /// <summary>Adds the options, of which one has to be given.</summary>
    public void AddTo(Command command) => Add(command, Csv, Idx, Digits, Irises);

    private IReadOnlyList<Symbol> Rows => rows is null ? [] : [rows];

    /// <summary>Adds the options for tables, of which one has to be given.</summary>
    public void AddTablesTo(Command command) => Add(command, Csv, Irises);

    private void Add(Command command, params Option[] options)
    {
        foreach (Option option in options) command.Options.Add(option);
        format.AddTo(command);
        command.NeedsOneOf([.. options, .. Rows]);
        command.Needs([format.Text], ForTables);
        command.Needs(format.ForFilesOnly, [Csv, .. Rows]);
    }

    public DataSource Read(ParseResult parsed, string? target = null)
    {
        DataSource source = parsed switch
        {
            _ when parsed.GetValue(Csv) is { } file => new(DataKind.Csv, file),
            _ when rows is not null && parsed.GetValue(rows) is { } file => new(DataKind.Csv, file),
            _ when parsed.GetResult(Idx) is not null && parsed.GetValue(Idx) is { } folder => new(DataKind.Idx, folder),
            _ when parsed.GetResult(Digits) is not null && parsed.GetValue(Digits) => new(DataKind.Digits),
            _ => new(DataKind.Irises),
        };
        return source with { Format = format.Read(parsed), Target = target ?? DataSource.IrisTarget };
    }
}
