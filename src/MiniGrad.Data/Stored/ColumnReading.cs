namespace MiniGrad.Data;

/// <summary>Reads the columns of a file on all processors.</summary>
internal static class ColumnReading
{
    // Smaller tables are read sooner than other threads begin.
    private const long FewValues = 1 << 17;

    /// <param name="columns">The columns.</param>
    /// <param name="rows">The number of their rows.</param>
    /// <param name="name">The file in messages.</param>
    /// <param name="read">Reads one of them; several may be read at the same time.</param>
    /// <exception cref="InvalidDataException">One cannot be read; of several, the first.</exception>
    public static TableColumn[] All<TColumn>(TColumn[] columns, long rows, string name, Func<TColumn, TableColumn> read)
        where TColumn : StoredColumn
    {
        TableColumn[] done = new TableColumn[columns.Length];
        if (rows * columns.Length <= FewValues || Environment.ProcessorCount == 1)
        {
            for (int i = 0; i < done.Length; i++) done[i] = Read(columns[i], name, read);
            return done;
        }
        InvalidDataException?[] refusals = new InvalidDataException?[columns.Length];
        Parallel.For(0, columns.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (i, state) =>
        {
            try
            {
                done[i] = Read(columns[i], name, read);
            }
            catch (InvalidDataException refusal)
            {
                refusals[i] = refusal;
                state.Break();
            }
        });
        // That of the first column, whichever thread was faster.
        return Array.Find(refusals, refusal => refusal is not null) is { } first ? throw first : done;
    }

    private static TableColumn Read<TColumn>(TColumn column, string name, Func<TColumn, TableColumn> read) where TColumn : StoredColumn
    {
        try
        {
            return read(column);
        }
        catch (FileProblem problem)
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
}
