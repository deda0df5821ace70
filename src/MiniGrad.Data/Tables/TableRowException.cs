namespace MiniGrad.Data;

/// <summary>A value of a table does not fit the <see cref="TableEncoder"/>.</summary>
public sealed class TableRowException : ArgumentException
{
    internal TableRowException(string column, int row, string problem)
        : base(Invariant($"TableEncoder: column '{column}', row {row} (counted from 0): {problem}"))
    {
        (Column, Row, SourceRow, Problem) = (column, row, row, problem);
    }

    private TableRowException(TableRowException error, int source) : base(
        Invariant($"TableEncoder: column '{error.Column}', row {source} of the whole table, {error.Row} of the part that was selected ") +
        Invariant($"(counted from 0): {error.Problem}"), error)
    {
        (Column, Row, SourceRow, Problem) = (error.Column, error.Row, source, error.Problem);
    }

    private TableRowException(TableRowException error, int source, string name) : base(
        Invariant($"{name}: TableEncoder: column '{error.Column}', row {source} (counted from 0): {error.Problem}"), error)
    {
        (Column, Row, SourceRow, Problem) = (error.Column, error.Row, source, error.Problem);
    }

    private TableRowException(TableRowException error) : base($"TableEncoder: column '{error.Column}': {error.Problem}", error)
    {
        (Column, Problem) = (error.Column, error.Problem);
    }

    /// <summary>The name of the column.</summary>
    public string Column { get; }

    /// <summary>The row of the table, counted from 0.</summary>
    public int Row { get; }

    /// <summary>The row of the table that this one was selected from, counted from 0: <see cref="Table.SourceRow"/>.</summary>
    public int SourceRow { get; }

    /// <summary>The end of the message, without the place.</summary>
    public string Problem { get; }

    /// <summary>The same refusal, with the place among all rows and their name.</summary>
    internal static TableRowException In(Table table, TableRowException error, string name) =>
        new(error, table.SourceRow(error.Row), name);

    /// <summary>The same refusal of the only row there is.</summary>
    internal static TableRowException OfOneRow(TableRowException error) => new(error);

    /// <summary>Does something with a table, whose rows a refusal names by their places in the whole one.</summary>
    internal static TResult Locate<TResult>(Table table, Func<TResult> use)
    {
        try
        {
            return use();
        }
        catch (TableRowException error) when (table.SourceRow(error.Row) is var source && source != error.Row)
        {
            throw new TableRowException(error, source);
        }
    }
}
