namespace MiniGrad.Parquet;

/// <summary>Reads and writes tables as Parquet files.</summary>
/// <remarks><para>Whole numbers of every width, floating-point and decimal numbers become numbers: each is the nearest
/// <see cref="double"/>, but a whole number that this does not hold exactly is refused. Text stays text, a boolean becomes <c>true</c> or
/// <c>false</c>, a UUID text, and dates and times text as ISO 8601 has it: <c>2026-11-30</c>, <c>07:15:00</c>, <c>2026-11-30T07:15:00</c>,
/// with as many decimals of a second as are needed (3, 6 or 9), and with a <c>Z</c> behind where the file says that the time is in UTC. A
/// missing value is missing, and so is NaN.</para>
/// <para>Pages may be of both versions, in all encodings but the one of bits that is not written anymore, compressed by Snappy, gzip,
/// Brotli, Zstandard or LZ4_RAW. Nested columns, intervals and bytes of other kinds are refused unless they are left out; so are encrypted
/// files.</para></remarks>
public static class ParquetTable
{
    /// <summary>How many rows <see cref="Write(string, Table, int)"/> puts into a row group unless told otherwise.</summary>
    public const int DefaultRowsPerGroup = 131_072;

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
    public static Table Read(Stream stream, TableFileOptions? options = null, string name = "Parquet")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        options ??= new TableFileOptions();
        options.Check();
        if (stream.CanSeek && stream.Position == 0) return new ParquetSource(stream, name, options).ReadAll();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return new ParquetSource(copy, name, options).ReadAll();
    }

    /// <summary>Reads a file that may be larger than memory, a row group at a time.</summary>
    /// <param name="path">The file. It is opened when the first table is asked for, and is open until the last one was.</param>
    /// <param name="options">Default: those of <see cref="TableFileOptions"/>.</param>
    /// <returns>A table for each row group, in order; none if the file has no rows.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="Read(string, TableFileOptions)"/>.</exception>
    public static IEnumerable<Table> ReadRowGroups(string path, TableFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ReadRowGroups([path], options);
    }

    /// <summary>Reads files that together are one table, a row group at a time.</summary>
    /// <param name="paths">The files, such as those of a folder. Each is opened when its first table is asked for.</param>
    /// <param name="options">Default: those of <see cref="TableFileOptions"/>.</param>
    /// <returns>A table for each row group, in the order of the files.</returns>
    /// <exception cref="InvalidDataException">As for <see cref="Read(string, TableFileOptions)"/>; or the columns of a file have not the
    /// names and kinds of those of the first one: the message names file and column.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IEnumerable<Table> ReadRowGroups(IEnumerable<string> paths, TableFileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        options ??= new TableFileOptions();
        options.Check();
        return ReadParts(paths, options);
    }

    /// <summary>The rows of a file, or of the files of a folder, that are read while they are used: each row group is a part.</summary>
    /// <param name="path">A file; or a folder, of which all files that end in .parquet are taken, in the order of their names.</param>
    /// <param name="options">Default: those of <see cref="TableFileOptions"/>.</param>
    /// <exception cref="FileNotFoundException">There is no such file, or none in the folder.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="ReadRowGroups(IEnumerable{string}, TableFileOptions?)"/>.</exception>
    public static TableSource Rows(string path, TableFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new TableFileOptions();
        options.Check();
        return new ParquetRows(PartFiles.Of(path, ".parquet"), options);
    }

    /// <summary>Writes a file, compressed by Snappy.</summary>
    /// <remarks>Numbers are written in single precision where that holds all of a column, else in double; text as text, by a dictionary
    /// where it repeats. Missing values are written as missing.</remarks>
    /// <param name="path">The file to create or replace. It appears only once it is complete and on disk.</param>
    /// <param name="table">The table.</param>
    /// <param name="rowsPerGroup">The most rows of a row group, which readers take into memory together. Default:
    /// <see cref="DefaultRowsPerGroup"/>.</param>
    /// <exception cref="ArgumentException">A name or a text holds half of a surrogate pair.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A row group would have no rows.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">The file could not be written; an existing one is unchanged.</exception>
    public static void Write(string path, Table table, int rowsPerGroup = DefaultRowsPerGroup)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(table);
        Guard.AtLeast(rowsPerGroup, 1, nameof(ParquetTable));
        WholeText.Check(table, nameof(ParquetTable));
        AtomicFile.Write(path, stream => TableWriter.Write(stream, table, rowsPerGroup));
    }

    /// <summary>Writes a table to a stream, which stays open.</summary>
    /// <inheritdoc cref="Write(string, Table, int)" path="/*[not(self::param)]"/>
    /// <param name="stream">The stream.</param>
    /// <param name="table">The table.</param>
    /// <param name="rowsPerGroup">The most rows of a row group. Default: <see cref="DefaultRowsPerGroup"/>.</param>
    public static void Write(Stream stream, Table table, int rowsPerGroup = DefaultRowsPerGroup)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(table);
        Guard.AtLeast(rowsPerGroup, 1, nameof(ParquetTable));
        WholeText.Check(table, nameof(ParquetTable));
        TableWriter.Write(stream, table, rowsPerGroup);
    }

    private static IEnumerable<Table> ReadParts(IEnumerable<string> paths, TableFileOptions options)
    {
        PartColumns? first = null;
        foreach (string path in paths)
        {
            using FileStream file = Open(path);
            ParquetSource source = new(file, path, options);
            if (first is null) first = new PartColumns(path, source.Columns, options);
            else first.Check(path, source.Columns);
            for (int group = 0; group < source.Groups; group++) yield return source.ReadGroup(group);
        }
    }

    private static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
    }
}
