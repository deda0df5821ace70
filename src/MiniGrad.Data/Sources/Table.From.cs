using System.Data;

namespace MiniGrad.Data;

// Rows that are in memory already, or in a database.
public sealed partial class Table
{
    /// <summary>A table of objects.</summary>
    /// <param name="rows">The objects, looked at once, in order.</param>
    /// <param name="columns">The columns, each with a function that gives an object's value.</param>
    /// <remarks>Numbers are kept in single precision where that holds all of a column; text that repeats is kept once.</remarks>
    /// <exception cref="ArgumentException">There are no columns.</exception>
    /// <exception cref="InvalidDataException">A whole number has more than 53 bits; the message names its column and row.</exception>
    public static Table From<TRow>(IEnumerable<TRow> rows, RowColumns<TRow> columns)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columns);
        RowColumn<TRow>[] all = [.. columns.Columns];
        Guard.NotEmpty(all, "Table.From", "column", nameof(columns));
        ColumnGathering[] gathered = [.. all.Select(column => new ColumnGathering(column.Name, column.IsNumber))];
        foreach (TRow row in rows)
            for (int i = 0; i < all.Length; i++) gathered[i].Add(all[i].Read(row));
        return new Table(gathered.Select(column => column.ToColumn()));
    }

    /// <summary>The rows of a <see cref="DataTable"/> that were not deleted.</summary>
    /// <inheritdoc cref="From(IDataReader)" path="/*[not(self::param)]"/>
    /// <param name="rows">The rows.</param>
    public static Table From(DataTable rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        using DataTableReader reader = rows.CreateDataReader();
        return From(reader);
    }

    /// <summary>The rows that a query of a database gives, from the next one to the last.</summary>
    /// <param name="reader">Gives the rows. It stays open.</param>
    /// <remarks><para>Numbers become numbers, decimal ones the nearest <see cref="double"/>; text, single characters and
    /// <see cref="Guid"/> text; booleans the words <c>true</c> and <c>false</c>; dates text by ISO 8601; what is null in the database is
    /// missing. Other types are refused by the name of their column.</para>
    /// <para>Numbers are kept in single precision where that holds all of a column; text that repeats is kept once.</para></remarks>
    /// <exception cref="InvalidDataException">There is no column, one has no name, two have one, one holds values of a type that is not
    /// read, numbers beside text, or whole numbers of more than 53 bits; the message names the column, and the row where it is about
    /// one.</exception>
    public static Table From(IDataReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        RecordColumn[] columns = RecordColumn.Of(reader);
        while (reader.Read())
            foreach (RecordColumn column in columns) column.Add(reader);
        return new Table(columns.Select(column => column.ToColumn()));
    }
}
