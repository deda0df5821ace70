namespace MiniGrad.Parquet;

/// <summary>An element of a file's schema: a column, or a group of elements.</summary>
internal sealed record SchemaNode
{
    public string Name { get; private init; } = "";
    public PhysicalType? Type { get; private init; }
    public int TypeLength { get; private init; }

    /// <summary>0 required, 1 optional, 2 repeated.</summary>
    public int Repetition { get; private init; }

    public int Children { get; private init; }

    /// <summary>What the values mean, in older files, by the format's numbers.</summary>
    public int? Converted { get; private init; }

    public int Scale { get; private init; }

    /// <summary>What the values mean, in newer files.</summary>
    public LogicalType? Logical { get; private init; }

    public static SchemaNode Read(ref CompactReader reader)
    {
        SchemaNode node = new();
        StructPlace place = reader.Begin();
        while (reader.Next(ref place))
        {
            switch (place.Field)
            {
                case 1:
                    node = node with { Type = (PhysicalType)reader.Count(place) };
                    if (!Enum.IsDefined(node.Type.Value)) throw new FileProblem("its schema has a column of an unknown type");
                    break;
                case 2:
                    node = node with { TypeLength = reader.Count(place) };
                    break;
                case 3:
                    node = node with { Repetition = reader.Count(place) };
                    break;
                case 4:
                    node = node with { Name = reader.Text(place) };
                    break;
                case 5:
                    node = node with { Children = reader.Count(place) };
                    break;
                case 6:
                    node = node with { Converted = reader.Count(place) };
                    break;
                case 7:
                    node = node with { Scale = reader.Count(place) };
                    break;
                case 10:
                    node = node with { Logical = LogicalType.Read(ref reader, place) };
                    break;
                default:
                    reader.Skip(place);
                    break;
            }
        }
        return node;
    }
}

/// <summary>What values mean.</summary>
/// <param name="Kind">By the format's numbers.</param>
/// <param name="Scale">Of decimals.</param>
/// <param name="IsUtc">Whether times are in UTC.</param>
/// <param name="Unit">Of times: 1 milliseconds, 2 microseconds, 3 nanoseconds.</param>
/// <param name="IsSigned">Whether whole numbers may be negative.</param>
internal sealed record LogicalType(int Kind, int Scale = 0, bool IsUtc = false, int Unit = 0, bool IsSigned = true)
{
    public const int Text = 1, Map = 2, List = 3, Enumeration = 4, Decimal = 5, Date = 6, Time = 7, Timestamp = 8, Integer = 10, Null = 11,
        Json = 12, Uuid = 14, Half = 15;

    public static LogicalType? Read(ref CompactReader reader, in StructPlace field)
    {
        CompactReader.ExpectStruct(field);
        LogicalType? type = null;
        StructPlace place = reader.Begin();
        while (reader.Next(ref place))
        {
            CompactReader.ExpectStruct(place);
            type = ReadKind(ref reader, place.Field);
        }
        return type;
    }

    private static LogicalType ReadKind(ref CompactReader reader, int kind)
    {
        LogicalType type = new(kind);
        StructPlace place = reader.Begin();
        while (reader.Next(ref place))
        {
            switch (kind, place.Field)
            {
                case (Decimal, 1):
                    type = type with { Scale = reader.Count(place) };
                    break;
                case (Time or Timestamp, 1):
                    type = type with { IsUtc = CompactReader.Flag(place) };
                    break;
                case (Time or Timestamp, 2):
                    CompactReader.ExpectStruct(place);
                    StructPlace unit = reader.Begin();
                    while (reader.Next(ref unit))
                    {
                        type = type with { Unit = unit.Field };
                        reader.Skip(unit);
                    }
                    break;
                case (Integer, 2):
                    type = type with { IsSigned = CompactReader.Flag(place) };
                    break;
                default:
                    reader.Skip(place);
                    break;
            }
        }
        return type;
    }
}
