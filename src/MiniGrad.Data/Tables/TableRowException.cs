namespace MiniGrad.Data;

/// <summary>A value of a table does not fit the <see cref="TableEncoder"/>.</summary>
public sealed class TableRowException : ArgumentException
{
    internal TableRowException(string column, int row, string problem)
        : base(Invariant($"TableEncoder: column '{column}', row {row} (counted from 0): {problem}"))
    {
        (Column, Row, Problem) = (column, row, problem);
    }

    /// <summary>The name of the column.</summary>
    public string Column { get; }

    /// <summary>The row of the table, counted from 0.</summary>
    public int Row { get; }

    /// <summary>The end of the message, without the place.</summary>
    public string Problem { get; }
}
