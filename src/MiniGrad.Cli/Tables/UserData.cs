using MiniGrad.Data;
using static System.FormattableString;

namespace MiniGrad.Cli;

/// <summary>What the library takes for a caller's mistake is one of the user's data here.</summary>
internal static class UserData
{
    /// <summary>Does something with the data of a file.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="use">Does it.</param>
    /// <param name="firstRow">How many rows of the file were before the first of the data.</param>
    /// <exception cref="InvalidDataException">It cannot be done; the message begins with the file.</exception>
    public static T Use<T>(string file, Func<T> use, int firstRow = 0)
    {
        try
        {
            return use();
        }
        catch (TableRowException error)
        {
            throw new InvalidDataException($"{file}: '{error.Column}' in {Place(firstRow + error.SourceRow)}: {error.Problem}", error);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException(
                $"{file}: {error.Message.Replace($" (Parameter '{error.ParamName}')", "", StringComparison.Ordinal)}", error);
        }
    }

    /// <summary>The column of a name.</summary>
    /// <exception cref="InvalidDataException">There is none; the message begins with the file.</exception>
    public static TableColumn Column(string file, Table table, string name)
    {
        try
        {
            return Use(file, () => table[name]);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException(error.Message + DidYouMean.Text(name, [.. table.Columns.Select(column => column.Name)]), error);
        }
    }

    /// <summary>Words for a row of a file. A line would be harder to tell: a value may go over several, and empty ones are no
    /// rows.</summary>
    /// <param name="row">Counted from 0.</param>
    public static string Place(int row) => Invariant($"row {row + 1} (counted from 1, below the header)");
}
