namespace MiniGrad.Arrow;

/// <summary>Reads and writes tables as Arrow files, which are called Feather files as well (version 2), and reads Arrow's streams.
/// </summary>
/// <remarks><para>Whole numbers of every width, floating-point and decimal numbers become numbers: each is the nearest
/// <see cref="double"/>, but a whole number that this does not hold exactly is refused. A length of time becomes its number of seconds.
/// Text stays text, a boolean becomes <c>true</c> or <c>false</c>, and dates and times text as ISO 8601 has it: <c>2026-11-30</c>,
/// <c>07:15:00</c>, <c>2026-11-30T07:15:00</c>, with as many decimals of a second as are needed (3, 6 or 9). A time with a zone is given in
/// UTC, with a <c>Z</c> behind. A dictionary becomes the values it stands for. A missing value is missing, and so is NaN.</para>
/// <para>Buffers may be compressed by LZ4 or Zstandard. Nested columns, unions, intervals and bytes of other kinds are refused unless they
/// are left out; so are files of numbers whose highest byte comes first.</para></remarks>
public static class ArrowTable
{
    /// <summary>How many rows <see cref="Write(string, Table, int)"/> puts into a batch unless told otherwise.</summary>
    public const int DefaultRowsPerBatch = 65_536;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Default: those of <see cref="TableFileOptions"/>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The file is empty, of another kind, cut or damaged; a column is nested or of a kind that is
    /// not read, or holds a whole number that a <see cref="double"/> does not hold exactly; two columns have one name; a column of the
    /// options is not there; or the limit of memory is passed. The message names the file, the column, and the option that
    /// helps.</exception>
    public static Table Read(string path, TableFileOptions? options = null)
    {
        using FileStream file = Open(path);
        return Read(file, options, path);
    }

    /// <summary>Reads a stream from its current position to its end, by way of a copy in memory unless it can seek and is at its
    /// beginning.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <param name="options">Default: those of <see cref="TableFileOptions"/>.</param>
    /// <param name="name">Its name in messages.</param>
    /// <exception cref="InvalidDataException">As for <see cref="Read(string, TableFileOptions)"/>.</exception>
    public static Table Read(Stream stream, TableFileOptions? options = null, string name = "Arrow")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        options ??= new TableFileOptions();
        options.Check();
        if (stream.CanSeek && stream.Position == 0) return new ArrowSource(stream, name, options).ReadAll();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return new ArrowSource(copy, name, options).ReadAll();
    }

    /// <summary>Reads a file that may be larger than memory, a batch at a time.</summary>
    /// <param name="path">The file. It is opened when the first table is asked for, and is open until the last one was.</param>
    /// <param name="options">Default: those of <see cref="TableFileOptions"/>.</param>
    /// <returns>A table for each batch, in order; none if the file has no batch.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="Read(string, TableFileOptions)"/>.</exception>
    public static IEnumerable<Table> ReadBatches(string path, TableFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new TableFileOptions();
        options.Check();
        return Batches(path, options);
    }

    /// <summary>The rows of a file, or of the files of a folder, that are read while they are used: each batch is a part.</summary>
    /// <param name="path">A file; or a folder, of which all files that end in .arrow, .arrows or .feather are taken, in the order of their
    /// names.</param>
    /// <param name="options">Default: those of <see cref="TableFileOptions"/>.</param>
    /// <exception cref="FileNotFoundException">There is no such file, or none in the folder.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="Read(string, TableFileOptions)"/>; or the columns of a file have not the
    /// names and kinds of those of the first one: the message names file and column.</exception>
    public static TableSource Rows(string path, TableFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new TableFileOptions();
        options.Check();
        return new ArrowRows(PartFiles.Of(path, ".arrow", ".arrows", ".feather"), options);
    }

    /// <summary>Writes a file, compressed by LZ4.</summary>
    /// <remarks>Numbers are written in single precision where that holds all of a column, else in double; text as text. Missing values are
    /// written as missing.</remarks>
    /// <param name="path">The file to create or replace. It appears only once it is complete and on disk.</param>
    /// <param name="table">The table.</param>
    /// <param name="rowsPerBatch">The most rows of a batch, which readers take into memory together. Default:
    /// <see cref="DefaultRowsPerBatch"/>.</param>
    /// <exception cref="ArgumentException">A name or a text holds half of a surrogate pair.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A batch would have no rows.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">The file could not be written; an existing one is unchanged.</exception>
    public static void Write(string path, Table table, int rowsPerBatch = DefaultRowsPerBatch)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Check(table, rowsPerBatch);
        AtomicFile.Write(path, stream => TableWriter.Write(stream, table, rowsPerBatch));
    }

    /// <summary>Writes a table to a stream, which stays open.</summary>
    /// <inheritdoc cref="Write(string, Table, int)" path="/*[not(self::param)]"/>
    /// <param name="stream">The stream.</param>
    /// <param name="table">The table.</param>
    /// <param name="rowsPerBatch">The most rows of a batch. Default: <see cref="DefaultRowsPerBatch"/>.</param>
    public static void Write(Stream stream, Table table, int rowsPerBatch = DefaultRowsPerBatch)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Check(table, rowsPerBatch);
        TableWriter.Write(stream, table, rowsPerBatch);
    }

    private static void Check(Table table, int rowsPerBatch)
    {
        ArgumentNullException.ThrowIfNull(table);
        Guard.AtLeast(rowsPerBatch, 1, nameof(ArrowTable));
        WholeText.Check(table, nameof(ArrowTable));
    }

    private static IEnumerable<Table> Batches(string path, TableFileOptions options)
    {
        using FileStream file = Open(path);
        ArrowSource source = new(file, path, options);
        for (int batch = 0; batch < source.Batches; batch++) yield return source.ReadBatch(batch);
    }

    private static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
    }
}
