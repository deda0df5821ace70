using System.Runtime.CompilerServices;

namespace MiniGrad.Data;

/// <summary>How objects of a type are rows: columns by name, each with a function that gives its value. Declared once, it makes tables of
/// objects, <see cref="Table.From{TRow}(IEnumerable{TRow}, RowColumns{TRow})"/>, and rows of single ones. Immutable and
/// thread-safe.</summary>
/// <typeparam name="TRow">The type of the objects.</typeparam>
/// <remarks>A function may give null for a missing value, and so is a number that is NaN. Booleans are the words <c>true</c> and
/// <c>false</c>, dates text by ISO 8601; an enumeration gives its name by <c>ToString()</c>. Nothing is found by reflection.</remarks>
/// <example><code>
/// using MiniGrad.Data;
///
/// RowColumns&lt;Visit&gt; columns = new RowColumns&lt;Visit&gt;()
///     .With("age", visit => visit.Age)
///     .With("day", visit => visit.Day.ToString());
/// Table table = Table.From([new Visit(31, DayOfWeek.Monday), new Visit(58, DayOfWeek.Friday)], columns);
///
/// record Visit(int Age, DayOfWeek Day);
/// </code></example>
public sealed class RowColumns<TRow>
{
    private readonly RowColumn<TRow>[] columns;
    private readonly ConditionalWeakTable<TableEncoder, RowMap> maps = [];

    /// <summary>No columns yet; <c>With</c> adds them.</summary>
    public RowColumns() => columns = [];

    private RowColumns(RowColumn<TRow>[] columns) => this.columns = columns;

    /// <summary>The names, in order.</summary>
    public IReadOnlyList<string> Names => [.. columns.Select(column => column.Name)];

    internal IReadOnlyList<RowColumn<TRow>> Columns => columns;

    /// <summary>These columns and one of numbers.</summary>
    /// <param name="name">The name, not empty, as in the table that was learned from.</param>
    /// <param name="value">Gives the value of an object.</param>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public RowColumns<TRow> With(string name, Func<TRow, double?> value) =>
        With(name, value, isNumber: true, row => value(row) is { } number ? RowValue.Of(number) : RowValue.Missing);

    /// <inheritdoc cref="With(string, Func{TRow, double?})"/>
    public RowColumns<TRow> With(string name, Func<TRow, float?> value) =>
        With(name, value, isNumber: true, row => value(row) is { } number ? RowValue.Of((double)number) : RowValue.Missing);

    /// <inheritdoc cref="With(string, Func{TRow, double?})"/>
    public RowColumns<TRow> With(string name, Func<TRow, int?> value) =>
        With(name, value, isNumber: true, row => value(row) is { } number ? RowValue.Of((long)number) : RowValue.Missing);

    /// <summary>These columns and one of whole numbers, which are refused where 53 bits do not hold them: then they are text.</summary>
    /// <inheritdoc cref="With(string, Func{TRow, double?})"/>
    public RowColumns<TRow> With(string name, Func<TRow, long?> value) =>
        With(name, value, isNumber: true, row => value(row) is { } number ? RowValue.Of(number) : RowValue.Missing);

    /// <summary>These columns and one of decimal numbers, each the nearest <see cref="double"/>.</summary>
    /// <inheritdoc cref="With(string, Func{TRow, double?})"/>
    public RowColumns<TRow> With(string name, Func<TRow, decimal?> value) =>
        With(name, value, isNumber: true, row => value(row) is { } number ? RowValue.Of(number) : RowValue.Missing);

    /// <summary>These columns and one of the words <c>true</c> and <c>false</c>.</summary>
    /// <inheritdoc cref="With(string, Func{TRow, double?})"/>
    public RowColumns<TRow> With(string name, Func<TRow, bool?> value) =>
        With(name, value, isNumber: false, row => value(row) is { } word ? RowValue.Of(word) : RowValue.Missing);

    /// <summary>These columns and one of text.</summary>
    /// <inheritdoc cref="With(string, Func{TRow, double?})"/>
    public RowColumns<TRow> With(string name, Func<TRow, string?> value) =>
        With(name, value, isNumber: false, row => RowValue.Of(value(row)));

    /// <summary>These columns and one of single characters, as text.</summary>
    /// <inheritdoc cref="With(string, Func{TRow, double?})"/>
    public RowColumns<TRow> With(string name, Func<TRow, char?> value) =>
        With(name, value, isNumber: false, row => RowValue.Of(value(row)?.ToString()));

    /// <summary>These columns and one of dates with a time: as text, in universal time with a Z, of the local time zone with its distance
    /// from that.</summary>
    /// <inheritdoc cref="With(string, Func{TRow, double?})"/>
    public RowColumns<TRow> With(string name, Func<TRow, DateTime?> value) =>
        With(name, value, isNumber: false, row => value(row) is { } date ? RowValue.Of(date) : RowValue.Missing);

    /// <summary>These columns and one of dates without a time, as text.</summary>
    /// <inheritdoc cref="With(string, Func{TRow, double?})"/>
    public RowColumns<TRow> With(string name, Func<TRow, DateOnly?> value) =>
        With(name, value, isNumber: false, row => value(row) is { } date ? RowValue.Of(date) : RowValue.Missing);

    /// <summary>These columns and one of dates with a time and its distance from universal time, as text.</summary>
    /// <inheritdoc cref="With(string, Func{TRow, double?})"/>
    public RowColumns<TRow> With(string name, Func<TRow, DateTimeOffset?> value) =>
        With(name, value, isNumber: false, row => value(row) is { } date ? RowValue.Of(date) : RowValue.Missing);

    /// <summary>Where an encoder finds its columns among these.</summary>
    internal RowMap MapOf(TableEncoder encoder) =>
        maps.TryGetValue(encoder, out RowMap? map) ? map : maps.GetValue(encoder, known => known.RowEncoder.Map(Names));

    private RowColumns<TRow> With(string name, Delegate value, bool isNumber, RowGetter<TRow> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        if (Array.Exists(columns, column => column.Name == name))
            throw new ArgumentException($"RowColumns: there is a column '{name}' already.", nameof(name));
        return new([.. columns, new(name, isNumber, read)]);
    }
}

/// <summary>Gives a value of an object.</summary>
internal delegate RowValue RowGetter<TRow>(TRow row);

/// <summary>A column of <see cref="RowColumns{TRow}"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsNumber">Whether its values are numbers; else a table has them as text.</param>
/// <param name="Read">Gives a value.</param>
internal sealed record RowColumn<TRow>(string Name, bool IsNumber, RowGetter<TRow> Read);
