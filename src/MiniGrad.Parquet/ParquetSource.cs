namespace MiniGrad.Parquet;

/// <summary>A file that is open, and the columns that are read of it.</summary>
internal sealed class ParquetSource
{
    private readonly FileBytes file;
    private readonly string name;
    private readonly TableFileOptions options;
    private readonly FileFooter footer;
    private readonly long end;
    private readonly int leaves;

    /// <param name="stream">The file, which can seek.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="options">What to read.</param>
    /// <exception cref="InvalidDataException">The file is of another kind, cut or damaged, or does not have the columns of the
    /// options.</exception>
    public ParquetSource(Stream stream, string name, TableFileOptions options)
    {
        (this.name, this.options) = (name, options);
        file = new FileBytes(stream);
        try
        {
            footer = FileFrame.Read(file, out end);
            (ColumnPlan[] all, leaves) = ColumnPlan.All(footer.Schema);
            Columns = ColumnChoice.Of(all, options);
            CheckRows();
        }
        catch (FileProblem problem)
        {
            throw new InvalidDataException($"{name}: {problem.Message}.", problem);
        }
    }

    /// <summary>The columns that are read.</summary>
    public ColumnPlan[] Columns { get; }

    /// <summary>The number of row groups.</summary>
    public int Groups => footer.Groups.Length;

    /// <summary>The number of rows of a row group.</summary>
    public long RowsOf(int group) => footer.Groups[group].Rows;

    /// <summary>Reads all rows.</summary>
    public Table ReadAll() => Read(footer.Groups);

    /// <summary>Reads a row group.</summary>
    public Table ReadGroup(int group) => Read([footer.Groups[group]]);

    private Table Read(RowGroup[] groups)
    {
        long rows = groups.Sum(group => group.Rows);
        ReadingLimit limit = new(options.MemoryLimit, file.Length, "ParquetTable.ReadRowGroups");
        return new Table(ColumnReading.All(Columns, rows, name, column =>
        {
            StoredFill fill = StoredFill.Of(column, options, limit);
            foreach (RowGroup group in groups)
            {
                ColumnChunk chunk = group.Chunks[column.FirstLeaf];
                Check(column, chunk, group);
                new ChunkPages(file, end, chunk, column.Storage!, limit).ReadTo(fill);
            }
            return fill.ToColumn();
        }));
    }

    private static void Check(ColumnPlan column, ColumnChunk chunk, RowGroup group)
    {
        if (chunk.IsEncrypted) throw new FileProblem("it is encrypted");
        if (chunk.IsElsewhere) throw new FileProblem("it lies in another file, which is not read");
        if (chunk.Type != column.Storage!.Type || chunk.Path.Length != 1)
            throw new FileProblem("the footer contradicts itself about its type");
        if (chunk.Values != group.Rows)
            throw new FileProblem(Invariant($"a row group has {group.Rows} rows, and {chunk.Values} values of it"));
    }

    private void CheckRows()
    {
        long rows = 0;
        foreach (RowGroup group in footer.Groups)
        {
            if (group.Rows < 0 || group.Rows > long.MaxValue - rows)
                throw new FileProblem("a row group has an impossible number of rows");
            rows += group.Rows;
            if (group.Chunks.Length != leaves)
                throw new FileProblem(Invariant($"a row group has {group.Chunks.Length} columns, where the schema has {leaves}"));
        }
        if (rows != footer.Rows) throw new FileProblem(Invariant($"it promises {footer.Rows} rows, and its row groups {rows}"));
    }
}
