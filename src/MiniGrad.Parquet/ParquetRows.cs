namespace MiniGrad.Parquet;

/// <summary>The rows of Parquet files that are read while they are used, a row group at a time.</summary>
internal sealed class ParquetRows : TableSource
{
    private readonly WatchedFile[] files;
    private readonly TableFileOptions options;
    private readonly (int File, int Group, long Rows)[] parts;

    /// <exception cref="InvalidDataException">A file cannot be read, or has other columns than the first.</exception>
    public ParquetRows(IEnumerable<string> paths, TableFileOptions options)
    {
        this.options = options;
        files = [.. paths.Select(path => new WatchedFile(path))];
        List<(int, int, long)> all = [];
        PartColumns? first = null;
        for (int i = 0; i < files.Length; i++)
        {
            using FileStream stream = files[i].Open();
            ParquetSource source = new(stream, files[i].Path, options);
            if (first is null) first = new PartColumns(files[i].Path, source.Columns, options);
            else first.Check(files[i].Path, source.Columns);
            for (int group = 0; group < source.Groups; group++) all.Add((i, group, source.RowsOf(group)));
        }
        parts = [.. all];
    }

    public override int PartCount => Math.Max(1, parts.Length);
    public override string Identity => string.Join(", ", files.Select(file => file.Identity));

    public override string NameOf(int part) => parts.Length == 0
        ? files[0].Path
        : Invariant($"{files[parts[part].File].Path}, row group {parts[part].Group}");

    public override long? CountOf(int part) => parts.Length == 0 ? 0 : parts[part].Rows;

    public override IEnumerable<Table> Read(int part)
    {
        if (parts.Length == 0) return [];
        WatchedFile file = files[parts[part].File];
        using FileStream stream = file.Open();
        Table table = new ParquetSource(stream, file.Path, options).ReadGroup(parts[part].Group);
        file.CheckUnchanged();
        return [table];
    }
}
