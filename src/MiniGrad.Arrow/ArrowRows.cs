namespace MiniGrad.Arrow;

/// <summary>The rows of Arrow files that are read while they are used, a batch at a time.</summary>
internal sealed class ArrowRows : TableSource
{
    private readonly WatchedFile[] files;
    private readonly TableFileOptions options;
    private readonly FileFrame[] frames;
    private readonly (int File, int? Batch, long? Rows)[] parts;

    /// <exception cref="InvalidDataException">A file cannot be read, or has other columns than the first.</exception>
    public ArrowRows(IEnumerable<string> paths, TableFileOptions options)
    {
        this.options = options;
        files = [.. paths.Select(path => new WatchedFile(path))];
        frames = new FileFrame[files.Length];
        List<(int, int?, long?)> all = [];
        PartColumns? first = null;
        for (int i = 0; i < files.Length; i++)
        {
            using FileStream stream = files[i].Open(isInOrder: false);
            ArrowSource source = new(stream, files[i].Path, options);
            frames[i] = source.Frame;
            if (first is null) first = new PartColumns(files[i].Path, source.Columns, options);
            else first.Check(files[i].Path, source.Columns);
            // Of a file whose dictionaries grow all of it is one part.
            if (!source.IsIndexed) all.Add((i, null, Enumerable.Range(0, source.Batches).Sum(source.RowsOf)));
            else for (int batch = 0; batch < source.Batches; batch++) all.Add((i, batch, source.RowsOf(batch)));
        }
        parts = [.. all];
    }

    public override int PartCount => Math.Max(1, parts.Length);
    public override string Identity => string.Join(", ", files.Select(file => file.Identity));

    public override string NameOf(int part) => parts.Length == 0 || parts[part].Batch is null
        ? files[parts.Length == 0 ? 0 : parts[part].File].Path
        : Invariant($"{files[parts[part].File].Path}, batch {parts[part].Batch}");

    public override long? CountOf(int part) => parts.Length == 0 ? 0 : parts[part].Rows;

    public override IEnumerable<Table> Read(int part)
    {
        if (parts.Length == 0) yield break;
        (int place, int? batch, _) = parts[part];
        WatchedFile file = files[place];
        using FileStream stream = file.Open(isInOrder: batch is null);
        ArrowSource source = new(stream, file.Path, options, frames[place]);
        (int first, int end) = batch is { } only ? (only, only + 1) : (0, source.Batches);
        for (int i = first; i < end; i++) yield return source.ReadBatch(i);
        file.CheckUnchanged();
    }
}
