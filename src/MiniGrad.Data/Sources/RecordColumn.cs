using System.Data;
using System.Data.Common;

namespace MiniGrad.Data;

/// <summary>A column of a query, whose values are read by their type, which may differ from row to row in some databases.</summary>
internal sealed class RecordColumn
{
    private readonly int place;
    private readonly ColumnGathering values;
    private Type? type;
    private Reading read = ReadAny;

    private RecordColumn(int place, string name, Type type) =>
        (this.place, values) = (place, new ColumnGathering(name, IsNumber(type)));

    private delegate RowValue Reading(IDataRecord record, int place);

    /// <exception cref="InvalidDataException">There is no column, one has no name, or two have one.</exception>
    public static RecordColumn[] Of(IDataReader reader)
    {
        if (reader.FieldCount == 0) throw new InvalidDataException("Table.From: expected rows with columns, got none.");
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        RecordColumn[] columns = new RecordColumn[reader.FieldCount];
        for (int i = 0; i < columns.Length; i++)
        {
            string name = reader.GetName(i);
            const string Way = "give it one, such as by AS in SQL";
            if (string.IsNullOrEmpty(name)) throw new InvalidDataException(Invariant($"Table.From: column {i + 1} has no name: {Way}."));
            if (!places.TryAdd(name, i))
            {
                throw new InvalidDataException(
                    Invariant($"Table.From: columns {places[name] + 1} and {i + 1} are both named '{name}': expected names that differ."));
            }
            columns[i] = new RecordColumn(i, name, reader.GetFieldType(i));
        }
        return columns;
    }

    /// <summary>Takes the value of the row that the reader stands at.</summary>
    /// <exception cref="InvalidDataException">It is none of a table, or does not go with those before.</exception>
    public void Add(IDataReader reader)
    {
        if (reader.IsDBNull(place))
        {
            values.Add(RowValue.Missing);
            return;
        }
        // A database that does not hold columns to one type would else make numbers of text.
        Type found = reader.GetFieldType(place);
        if (found != type) (type, read) = (found, ReadingOf(found, reader is DbDataReader));
        values.Add(read(reader, place));
    }

    public TableColumn ToColumn() => values.ToColumn();

    /// <summary>Null where only values tell, or there can be none.</summary>
    private static bool? IsNumber(Type type) => Type.GetTypeCode(type) switch
    {
        >= TypeCode.SByte and <= TypeCode.Decimal when !type.IsEnum => true,
        TypeCode.Boolean or TypeCode.Char or TypeCode.String or TypeCode.DateTime => false,
        _ => null,
    };

    // Without boxing, where a reader can.
    private static Reading ReadingOf(Type type, bool isTyped) => type switch
    {
        _ when type == typeof(double) => static (record, place) => RowValue.Of(record.GetDouble(place)),
        _ when type == typeof(float) => static (record, place) => RowValue.Of((double)record.GetFloat(place)),
        _ when type == typeof(long) => static (record, place) => RowValue.Of(record.GetInt64(place)),
        _ when type == typeof(int) => static (record, place) => RowValue.Of((long)record.GetInt32(place)),
        _ when type == typeof(short) => static (record, place) => RowValue.Of((long)record.GetInt16(place)),
        _ when type == typeof(byte) => static (record, place) => RowValue.Of((long)record.GetByte(place)),
        _ when type == typeof(decimal) => static (record, place) => RowValue.Of(record.GetDecimal(place)),
        _ when type == typeof(bool) => static (record, place) => RowValue.Of(record.GetBoolean(place)),
        _ when type == typeof(string) => static (record, place) => RowValue.Of(record.GetString(place)),
        _ when type == typeof(DateTime) => static (record, place) => RowValue.Of(record.GetDateTime(place)),
        _ when type == typeof(DateTimeOffset) && isTyped =>
            static (record, place) => RowValue.Of(((DbDataReader)record).GetFieldValue<DateTimeOffset>(place)),
        _ when type == typeof(DateOnly) && isTyped =>
            static (record, place) => RowValue.Of(((DbDataReader)record).GetFieldValue<DateOnly>(place)),
        _ => ReadAny,
    };

    private static RowValue ReadAny(IDataRecord record, int place) => ObjectRowValue.Of(record.GetValue(place));
}
