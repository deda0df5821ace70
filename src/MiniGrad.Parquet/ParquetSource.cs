namespace MiniGrad.Parquet;

/// <summary>A file that is open, and the columns that are read of it.</summary>
internal sealed class ParquetSource
{
    // Smaller tables are read sooner than other threads begin.
    private const long FewValues = 1 << 17;
    private readonly FileBytes file;
    private readonly string name;
    private readonly ParquetOptions options;
    private readonly FileFooter footer;
    private readonly long end;
    private readonly int leaves;

    /// <param name="stream">The file, which can seek.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="options">What to read.</param>
    /// <exception cref="InvalidDataException">The file is of another kind, cut or damaged, or does not have the columns of the
    /// options.</exception>
    public ParquetSource(Stream stream, string name, ParquetOptions options)
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
        catch (ParquetProblem problem)
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

    /// <summary>Whether a column becomes one of numbers.</summary>
    public bool IsNumber(ColumnPlan column) => column.IsNumber && !options.TextColumns.Contains(column.Name);

    /// <summary>Reads all rows.</summary>
    public Table ReadAll() => Read(footer.Groups);

    /// <summary>Reads a row group.</summary>
    public Table ReadGroup(int group) => Read([footer.Groups[group]]);

    private Table Read(RowGroup[] groups)
    {
        long rows = groups.Sum(group => group.Rows);
        ReadingLimit limit = new(options.MemoryLimit, file.Length);
        TableColumn[] columns = new TableColumn[Columns.Length];
        int readers = rows * columns.Length <= FewValues ? 1 : Environment.ProcessorCount;
        InvalidDataException?[] refusals = new InvalidDataException?[columns.Length];
        if (readers == 1)
        {
            for (int i = 0; i < columns.Length; i++) columns[i] = ReadColumn(Columns[i], groups, limit);
            return new Table(columns);
        }
        Parallel.For(0, columns.Length, new ParallelOptions { MaxDegreeOfParallelism = readers }, (i, state) =>
        {
            try
            {
                columns[i] = ReadColumn(Columns[i], groups, limit);
            }
            catch (InvalidDataException refusal)
            {
                refusals[i] = refusal;
                state.Break();
            }
        });
        // That of the first column, whichever thread was faster.
        return Array.Find(refusals, refusal => refusal is not null) is { } first ? throw first : new Table(columns);
    }

    private TableColumn ReadColumn(ColumnPlan column, RowGroup[] groups, ReadingLimit limit)
    {
        try
        {
            ColumnFill fill = ColumnFill.Of(column, !IsNumber(column), limit);
            foreach (RowGroup group in groups)
            {
                ColumnChunk chunk = group.Chunks[column.FirstLeaf];
                Check(column, chunk, group);
                new ChunkPages(file, end, chunk, column.Storage!, limit).ReadTo(fill);
            }
            return fill.ToColumn();
        }
        catch (ParquetProblem problem)
        {
            throw new InvalidDataException($"{name}: column '{column.Name}': {problem.Message}.", problem);
        }
        catch (Exception error) when (error is not (OutOfMemoryException or IOException or ObjectDisposedException or InvalidDataException))
        {
            throw new InvalidDataException($"{name}: column '{column.Name}' is damaged ({error.Message}).", error);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{name}: column '{column.Name}' cannot be unpacked ({error.Message}).", error);
        }
    }

    private static void Check(ColumnPlan column, ColumnChunk chunk, RowGroup group)
    {
        if (chunk.IsEncrypted) throw new ParquetProblem("it is encrypted");
        if (chunk.IsElsewhere) throw new ParquetProblem("it lies in another file, which is not read");
        if (chunk.Type != column.Storage!.Type || chunk.Path.Length != 1)
            throw new ParquetProblem("the footer contradicts itself about its type");
        if (chunk.Values != group.Rows)
            throw new ParquetProblem(Invariant($"a row group has {group.Rows} rows, and {chunk.Values} values of it"));
    }

    private void CheckRows()
    {
        long rows = 0;
        foreach (RowGroup group in footer.Groups)
        {
            if (group.Rows < 0 || group.Rows > long.MaxValue - rows)
                throw new ParquetProblem("a row group has an impossible number of rows");
            rows += group.Rows;
            if (group.Chunks.Length != leaves)
                throw new ParquetProblem(Invariant($"a row group has {group.Chunks.Length} columns, where the schema has {leaves}"));
        }
        if (rows != footer.Rows) throw new ParquetProblem(Invariant($"it promises {footer.Rows} rows, and its row groups {rows}"));
    }
}
