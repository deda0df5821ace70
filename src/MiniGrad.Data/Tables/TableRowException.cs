using static System.FormattableString;

namespace MiniGrad.Data;

/// <summary>
/// A value of a table does not fit a <see cref="TableEncoder"/>. Where the rows come from a file, <see cref="Row"/> leads to where it stands there.
/// </summary>
public sealed class TableRowException : ArgumentException
{
    internal TableRowException(string column, int row, string problem)
        : base(Invariant($"TableEncoder: column '{column}', row {row} (counted from 0): {problem}"))
    {
        Column = column;
        Row = row;
        Problem = problem;
    }

    /// <summary>The name of the column.</summary>
    public string Column { get; }

    /// <summary>The row of the table that was given, counted from 0.</summary>
    public int Row { get; }

    /// <summary>What is wrong, without the place: the end of the message.</summary>
    public string Problem { get; }
}
