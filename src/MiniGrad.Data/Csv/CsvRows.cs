namespace MiniGrad.Data;

/// <summary>The rows of CSV files that are read while they are used.</summary>
internal sealed class CsvRows : TableSource
{
    private readonly WatchedFile[] files;
    private readonly CsvOptions options;
    private readonly IReadOnlyDictionary<string, bool> areText;
    private readonly Known known;

    /// <param name="files">The files, which are the parts.</param>
    /// <param name="options">How to read them.</param>
    public CsvRows(WatchedFile[] files, CsvOptions options) :
        this(files, options, new Dictionary<string, bool>(), new Known(new long?[files.Length]))
    { }

    private CsvRows(WatchedFile[] files, CsvOptions options, IReadOnlyDictionary<string, bool> areText, Known known) =>
        (this.files, this.options, this.areText, this.known) = (files, options, areText, known);

    public override int PartCount => files.Length;
    public override string Identity => string.Join(", ", files.Select(file => file.Identity));

    public override string NameOf(int part) => files[part].Path;

    public override long? CountOf(int part)
    {
        lock (known) return known.Counts[part];
    }

    public override IEnumerable<Table> Read(int part)
    {
        using FileStream stream = files[part].Open();
        using CsvPieces pieces = new(stream, files[part].Path, options, areText);
        CheckNames([.. pieces.Names], part);
        long count = 0;
        while (pieces.Next() is { } table)
        {
            count += table.Count;
            yield return table;
        }
        files[part].CheckUnchanged();
        lock (known) known.Counts[part] = count;
    }

    internal override TableSource Typed(IReadOnlyDictionary<string, bool> areText) => new CsvRows(files, options, areText, known);

    /// <exception cref="InvalidDataException">A file has other columns than the first.</exception>
    private void CheckNames(string[] own, int part)
    {
        string[] names;
        lock (known)
        {
            if (known.Names is null && part > 0)
            {
                using FileStream stream = files[0].Open();
                using CsvRecords first = CsvRecords.Open(new CsvSource(stream, files[0].Path, options), files[0].Path, options);
                known.Names = [.. first.Names];
            }
            names = known.Names ??= own;
        }
        if (own.SequenceEqual(names)) return;
        throw new InvalidDataException(
            $"{files[part].Path}: the columns are {NameList.Of(own)}: expected {NameList.Of(names)}, as in {files[0].Path}.");
    }

    /// <summary>What one pass over the files learns for the next.</summary>
    private sealed class Known(long?[] counts)
    {
        public long?[] Counts => counts;
        public string[]? Names { get; set; }
    }
}
