namespace MiniGrad.Arrow;

/// <summary>A column of a file, and how it is read.</summary>
/// <param name="Place">Which of the columns it is, from 0.</param>
/// <param name="Field">What the file says of it.</param>
internal sealed record ArrowColumn(int Place, SchemaField Field) : StoredColumn(Field.Name)
{
    /// <summary>The columns of a file.</summary>
    public static ArrowColumn[] All(SchemaField[] fields) => [.. fields.Select((field, place) => Of(new ArrowColumn(place, field)))];

    private static ArrowColumn Of(ArrowColumn column)
    {
        SchemaField field = column.Field;
        if (field.Dictionary is { } index && !HasBits(index.Bits, 8, 16, 32, 64))
            return column with { Refusal = Invariant($"has places of {index.Bits} bits in its dictionary") };
        return field.Kind switch
        {
            ValueKind.Int when HasBits(field.Bits, 8, 16, 32, 64) => column with
            {
                Meaning = field.IsSigned ? Meaning.Signed : Meaning.Unsigned,
                Is32Bits = field.Bits <= 32,
            },
            ValueKind.FloatingPoint when field.Bits == 16 => column with { Meaning = Meaning.Half, IsBytes = true, Length = 2 },
            ValueKind.FloatingPoint when field.Bits == 32 => column with { Meaning = Meaning.Single },
            ValueKind.FloatingPoint when field.Bits == 64 => column with { Meaning = Meaning.Double },
            ValueKind.Decimal when HasBits(field.Bits, 32, 64) => column with { Meaning = Meaning.Decimal, Scale = field.Scale },
            ValueKind.Decimal when HasBits(field.Bits, 128, 256) => column with
            {
                Meaning = Meaning.Decimal,
                Scale = field.Scale,
                IsBytes = true,
                Length = field.Bits / 8,
                IsLittleEndian = true,
            },
            // Any type will do where no value is there.
            ValueKind.Null => column with { Meaning = Meaning.Text, IsBytes = true },
            ValueKind.Utf8 or ValueKind.LargeUtf8 or ValueKind.Utf8View => column with { Meaning = Meaning.Text, IsBytes = true },
            ValueKind.Bool => column with { Meaning = Meaning.Boolean },
            ValueKind.Date when field.Unit is 0 or 1 => column with { Meaning = Meaning.Date },
            ValueKind.Time when field.Unit is >= 0 and <= 3 && field.Bits == (field.Unit < 2 ? 32 : 64) =>
                column with { Meaning = Meaning.Time, Unit = field.Unit },
            ValueKind.Timestamp when field.Unit is >= 0 and <= 3 =>
                column with { Meaning = Meaning.Timestamp, Unit = field.Unit, IsUtc = field.HasZone },
            // A thousandth for each unit after the second.
            ValueKind.Duration when field.Unit is >= 0 and <= 3 => column with { Meaning = Meaning.Decimal, Scale = 3 * field.Unit },
            ValueKind.FixedSizeBinary when field is { Extension: "arrow.uuid", ByteWidth: 16 } =>
                column with { Meaning = Meaning.Uuid, IsBytes = true, Length = 16 },
            _ => column with { Refusal = RefusalOf(field) },
        };
    }

    private static bool HasBits(int bits, params ReadOnlySpan<int> known) => known.Contains(bits);

    private static string RefusalOf(SchemaField field) => field.Kind switch
    {
        ValueKind.List or ValueKind.LargeList or ValueKind.ListView or ValueKind.LargeListView or ValueKind.FixedSizeList =>
            "is nested (a list in each row)",
        ValueKind.Map => "is nested (a map in each row)",
        ValueKind.Struct => "is nested (a structure in each row)",
        ValueKind.Union => "has values of several types",
        ValueKind.Interval => "holds intervals of months and days, which are neither numbers nor text",
        ValueKind.Binary or ValueKind.LargeBinary or ValueKind.BinaryView or ValueKind.FixedSizeBinary =>
            "holds bytes that are neither numbers nor text",
        ValueKind.RunEndEncoded => "keeps runs of equal values",
        _ => Invariant($"is of an unknown type ({(int)field.Kind}, {field.Bits} bits)"),
    };
}
