namespace MiniGrad.Parquet;

/// <summary>A column of a file, and how it is read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="FirstLeaf">Which of the columns that hold values it is, or its first one, from 0.</param>
/// <param name="Storage">How its values are stored; null where it is refused.</param>
internal sealed record ColumnPlan(string Name, int FirstLeaf, ColumnStorage? Storage) : StoredColumn(Name)
{

    /// <summary>The columns of a file, and the number of columns that hold values, those inside nested ones too.</summary>
    /// <exception cref="FileProblem">The schema is damaged.</exception>
    public static (ColumnPlan[] Columns, int Leaves) All(SchemaNode[] schema)
    {
        if (schema.Length == 0) throw new FileProblem("it has no schema");
        if (schema[0].Children != schema.Length - 1 && schema[0].Children <= 0) throw new FileProblem("it has no columns");
        List<ColumnPlan> columns = [];
        int at = 1, leaves = 0;
        for (int i = 0; i < schema[0].Children; i++)
        {
            if (at >= schema.Length) throw Damaged();
            int first = at, firstLeaf = leaves;
            PassOver(schema, ref at, ref leaves);
            columns.Add(Of(schema[first], schema[first].Name.Length > 0 ? schema[first].Name : Invariant($"column {i + 1}"), firstLeaf));
        }
        if (at != schema.Length) throw Damaged();
        return ([.. columns], leaves);
    }

    private static FileProblem Damaged() => new("its schema is damaged");

    private static void PassOver(SchemaNode[] schema, ref int at, ref int leaves)
    {
        // Nested however deeply, without a call for each level.
        for (long open = 1; open > 0; open--)
        {
            if (at >= schema.Length) throw Damaged();
            SchemaNode node = schema[at++];
            if (node.Type is null) open += node.Children >= 0 ? node.Children : throw Damaged();
            else if (node.Children > 0) throw Damaged();
            else leaves++;
        }
    }

    private static ColumnPlan Of(SchemaNode node, string name, int leaf)
    {
        int? kind = node.Logical?.Kind;
        if (node.Type is not { } type)
        {
            string nested = kind == LogicalType.List || node.Converted == 3 ? "a list"
                : kind == LogicalType.Map || node.Converted is 1 or 2 ? "a map" : "a structure";
            return new ColumnPlan(name, leaf, null) { Refusal = $"is nested ({nested} in each row)" };
        }
        if (node.Repetition == 2) return new ColumnPlan(name, leaf, null) { Refusal = "is nested (a list in each row)" };
        if (type == PhysicalType.FixedBytes && node.TypeLength <= 0) throw Damaged();
        ColumnPlan plan = new(name, leaf, new ColumnStorage(type, node.TypeLength, node.Repetition == 1))
        {
            Is32Bits = type == PhysicalType.Int32,
            IsBytes = type is PhysicalType.ByteArray or PhysicalType.FixedBytes or PhysicalType.Int96,
            Length = type == PhysicalType.FixedBytes ? node.TypeLength : null,
            Scale = kind == LogicalType.Decimal ? node.Logical!.Scale : node.Scale,
            Unit = node.Logical is { Kind: LogicalType.Time or LogicalType.Timestamp } time ? time.Unit : node.Converted is 7 or 9 ? 1 : 2,
            IsUtc = node.Logical is { IsUtc: true },
        };
        return type switch
        {
            PhysicalType.Boolean => plan with { Meaning = Meaning.Boolean },
            PhysicalType.Float => plan with { Meaning = Meaning.Single },
            PhysicalType.Double => plan with { Meaning = Meaning.Double },
            PhysicalType.Int96 => plan with { Meaning = Meaning.Int96Timestamp },
            PhysicalType.Int32 or PhysicalType.Int64 => OfWholeNumbers(plan, node),
            _ => OfBytes(plan, node),
        };
    }

    private static ColumnPlan OfWholeNumbers(ColumnPlan plan, SchemaNode node)
    {
        const int Decimal = 5, Date = 6, TimeMillis = 7, TimeMicros = 8, Millis = 9, Micros = 10, Uint8 = 11, Uint64 = 14;
        bool is32 = node.Type == PhysicalType.Int32;
        Meaning meaning = node.Logical?.Kind switch
        {
            LogicalType.Decimal => Meaning.Decimal,
            LogicalType.Date when is32 => Meaning.Date,
            LogicalType.Time => Meaning.Time,
            LogicalType.Timestamp when !is32 => Meaning.Timestamp,
            LogicalType.Integer => node.Logical!.IsSigned ? Meaning.Signed : Meaning.Unsigned,
            _ => node.Converted switch
            {
                Decimal => Meaning.Decimal,
                Date when is32 => Meaning.Date,
                TimeMillis or TimeMicros => Meaning.Time,
                Millis or Micros when !is32 => Meaning.Timestamp,
                >= Uint8 and <= Uint64 => Meaning.Unsigned,
                _ => Meaning.Signed,
            },
        };
        if (meaning is Meaning.Time or Meaning.Timestamp
            && plan.Unit is < 1 or > 3) return plan with { Refusal = "counts time in an unknown unit" };
        return plan with { Meaning = meaning };
    }

    private static ColumnPlan OfBytes(ColumnPlan plan, SchemaNode node)
    {
        const int Text = 0, Enumeration = 4, Decimal = 5, Json = 19, Interval = 21;
        bool isFixed = node.Type == PhysicalType.FixedBytes;
        return node.Logical?.Kind switch
        {
            LogicalType.Text or LogicalType.Enumeration or LogicalType.Json => plan with { Meaning = Meaning.Text },
            LogicalType.Decimal => plan with { Meaning = Meaning.Decimal },
            LogicalType.Uuid when isFixed && node.TypeLength == 16 => plan with { Meaning = Meaning.Uuid },
            LogicalType.Half when isFixed && node.TypeLength == 2 => plan with { Meaning = Meaning.Half },
            null => node.Converted switch
            {
                null or Text or Enumeration or Json => plan with { Meaning = Meaning.Text },
                Decimal => plan with { Meaning = Meaning.Decimal },
                Interval => plan with { Refusal = "holds intervals of time, which are neither numbers nor text" },
                _ => plan with { Refusal = "holds bytes that are neither numbers nor text" },
            },
            _ => plan with { Refusal = "holds bytes that are neither numbers nor text" },
        };
    }
}
