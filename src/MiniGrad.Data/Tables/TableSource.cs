namespace MiniGrad.Data;

/// <summary>Rows that are read piece by piece, so that they need not fit into memory: from <c>CsvTable.Rows</c>, <c>ParquetTable.Rows</c>
/// of MiniGrad.Parquet, <c>ArrowTable.Rows</c> of MiniGrad.Arrow, or a function of your own. It has parts, such as files, that can be
/// read in any order.</summary>
public abstract class TableSource
{
    /// <summary>The number of parts. Default: 1.</summary>
    public virtual int PartCount => 1;

    /// <summary>Tells these rows from others, such as the size of a file and some of its bytes. Default: an empty text.</summary>
    public virtual string Identity => "";

    /// <summary>The name of a part in messages, such as its path. Default: rows.</summary>
    /// <param name="part">From 0 to below <see cref="PartCount"/>.</param>
    public virtual string NameOf(int part) => PartCount == 1 ? "rows" : Invariant($"part {part} of the rows");

    /// <summary>The number of rows of a part, or null where only reading it tells. Default: null.</summary>
    /// <param name="part">From 0 to below <see cref="PartCount"/>.</param>
    public virtual long? CountOf(int part) => null;

    /// <summary>Reads a part as tables of neighbouring rows, all with the same columns.</summary>
    /// <param name="part">From 0 to below <see cref="PartCount"/>.</param>
    public abstract IEnumerable<Table> Read(int part);

    /// <summary>Rows that a function gives.</summary>
    /// <param name="read">Begins a pass over the rows, the same ones each time.</param>
    public static TableSource Of(Func<IEnumerable<Table>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return new FunctionRows(read);
    }

    /// <summary>The rows of several sources, one after the other.</summary>
    /// <exception cref="ArgumentException">There is no source.</exception>
    public static TableSource Concatenate(params IReadOnlyList<TableSource> sources)
    {
        Guard.NotEmpty(sources, nameof(TableSource), "source");
        return sources.Count == 1 ? sources[0] : new JoinedRows([.. sources]);
    }

    /// <summary>These rows, changed or chosen as they are read, such as those with a target:
    /// <c>rows.Select(table => table.DropMissing("price"))</c>.</summary>
    /// <param name="change">From a table of neighbouring rows to another one, the same each time.</param>
    public TableSource Select(Func<Table, Table> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new ChangedRows(this, change);
    }

    /// <summary>The same rows, some columns of which are known to be text or numbers.</summary>
    /// <param name="areText">Says it of columns; others are found from the rows that are read together.</param>
    internal virtual TableSource Typed(IReadOnlyDictionary<string, bool> areText) => this;

    private sealed class FunctionRows(Func<IEnumerable<Table>> read) : TableSource
    {
        public override IEnumerable<Table> Read(int part) =>
            (read() ?? throw new InvalidOperationException("TableSource: expected tables from the function, got null."))
                .Select(table => table ??
                    throw new InvalidOperationException("TableSource: expected a table from the function, got null."));
    }

    private sealed class ChangedRows(TableSource source, Func<Table, Table> change) : TableSource
    {
        public override int PartCount => source.PartCount;
        public override string Identity => source.Identity;

        public override string NameOf(int part) => source.NameOf(part);

        public override IEnumerable<Table> Read(int part) => source.Read(part).Select(table =>
            change(table) ?? throw new InvalidOperationException("TableSource.Select: expected a table, got null."));

        internal override TableSource Typed(IReadOnlyDictionary<string, bool> areText) => new ChangedRows(source.Typed(areText), change);
    }

    private sealed class JoinedRows : TableSource
    {
        private readonly TableSource[] sources;
        private readonly (TableSource Source, int Part)[] parts;

        public JoinedRows(TableSource[] sources)
        {
            this.sources = sources;
            parts = [.. sources.SelectMany(source => Enumerable.Range(0, source.PartCount).Select(part => (source, part)))];
        }

        public override int PartCount => parts.Length;
        public override string Identity => string.Join(", ", sources.Select(source => source.Identity));

        public override string NameOf(int part) => parts[part].Source.NameOf(parts[part].Part);

        public override long? CountOf(int part) => parts[part].Source.CountOf(parts[part].Part);

        public override IEnumerable<Table> Read(int part) => parts[part].Source.Read(parts[part].Part);

        internal override TableSource Typed(IReadOnlyDictionary<string, bool> areText) =>
            new JoinedRows([.. sources.Select(source => source.Typed(areText))]);
    }
}
