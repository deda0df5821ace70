namespace MiniGrad.Arrow;

/// <summary>A column of a file, or a part of a nested one.</summary>
internal sealed record SchemaField
{
    private const int DeepestField = 64, LeastFieldSize = 16, LittleEndian = 0;

    public required string Name { get; init; }
    public required ValueKind Kind { get; init; }

    /// <summary>The bits of a number or a time; of a floating-point number 16, 32 or 64.</summary>
    public int Bits { get; private init; }

    public bool IsSigned { get; private init; }

    /// <summary>The decimals of a decimal number.</summary>
    public int Scale { get; private init; }

    /// <summary>Of times, 0 seconds, 1 milliseconds, 2 microseconds, 3 nanoseconds; of dates, 0 days, 1 milliseconds.</summary>
    public int Unit { get; private init; }

    /// <summary>Whether a time has a zone, so that it counts from midnight in UTC.</summary>
    public bool HasZone { get; private init; }

    /// <summary>The size of bytes of a fixed length.</summary>
    public int ByteWidth { get; private init; }

    /// <summary>Whether a union keeps each value once, rather than every part of every row.</summary>
    public bool IsDense { get; private init; }

    /// <summary>What the type stands for to programs that know it, or an empty text.</summary>
    public string Extension { get; private init; } = "";

    public SchemaField[] Children { get; private init; } = [];

    /// <summary>The dictionary that the values of rows are places in, null if they are values.</summary>
    public DictionaryIndex? Dictionary { get; init; }

    /// <summary>The columns of a file.</summary>
    /// <param name="schema">The table that describes them.</param>
    /// <param name="size">The size of the bytes it lies in.</param>
    /// <exception cref="FileProblem">It is damaged, or of numbers whose highest byte comes first.</exception>
    public static SchemaField[] All(FlatTable schema, int size)
    {
        if (schema.Short(0) != LittleEndian) throw new FileProblem("its numbers begin with the highest byte, which is not read");
        // Parts that share their bytes could promise more than there are atoms.
        int left = size / LeastFieldSize;
        SchemaField[] fields = new SchemaField[schema.TableCount(1)];
        for (int i = 0; i < fields.Length; i++) fields[i] = Read(schema.TableAt(1, i), Invariant($"column {i + 1}"), 0, ref left);
        return fields.Length > 0 ? fields : throw new FileProblem("it has no columns");
    }

    private static SchemaField Read(FlatTable table, string nameless, int depth, ref int left)
    {
        if (depth > DeepestField) throw new FileProblem("its columns are nested too deeply");
        if (--left < 0) throw new FileProblem("its headers are damaged");
        var kind = (ValueKind)table.Byte(2);
        string name = table.Text(0);
        SchemaField field = new() { Name = name.Length > 0 ? name : nameless, Kind = kind };
        SchemaField[] children = new SchemaField[table.TableCount(5)];
        for (int i = 0; i < children.Length; i++) children[i] = Read(table.TableAt(5, i), "", depth + 1, ref left);
        return Typed(field, table) with
        {
            Children = children,
            Extension = ExtensionOf(table),
            Dictionary = table.Has(4) ? DictionaryIndex.Read(table.Table(4)) : null,
        };
    }

    private static SchemaField Typed(SchemaField field, FlatTable table)
    {
        // A few types have nothing to say.
        if (!table.Has(3)) return field;
        FlatTable type = table.Table(3);
        return field.Kind switch
        {
            ValueKind.Int => field with { Bits = type.Int(0), IsSigned = type.Byte(1) != 0 },
            ValueKind.FloatingPoint => field with { Bits = type.Short(0) switch { 0 => 16, 1 => 32, 2 => 64, _ => 0 } },
            ValueKind.Decimal => field with { Scale = type.Int(1), Bits = type.Int(2, missing: 128) },
            ValueKind.Date => field with { Unit = type.Short(0, missing: 1) },
            ValueKind.Time => field with { Unit = type.Short(0, missing: 1), Bits = type.Int(1, missing: 32) },
            ValueKind.Timestamp => field with { Unit = type.Short(0), HasZone = type.Text(1).Length > 0 },
            ValueKind.Duration => field with { Unit = type.Short(0, missing: 1) },
            ValueKind.FixedSizeBinary => field with { ByteWidth = type.Int(0) },
            ValueKind.Union => field with { IsDense = type.Short(0) != 0 },
            _ => field,
        };
    }

    private static string ExtensionOf(FlatTable table)
    {
        for (int i = 0; i < table.TableCount(6); i++)
            if (table.TableAt(6, i).Text(0) == "ARROW:extension:name") return table.TableAt(6, i).Text(1);
        return "";
    }
}

/// <summary>How rows refer to a dictionary.</summary>
/// <param name="Id">Which dictionary it is.</param>
/// <param name="Bits">The bits of a place in it.</param>
/// <param name="IsSigned">Whether places have a sign.</param>
internal sealed record DictionaryIndex(long Id, int Bits, bool IsSigned)
{
    public static DictionaryIndex Read(FlatTable table)
    {
        if (!table.Has(1)) return new DictionaryIndex(table.Long(0), 32, true);
        FlatTable type = table.Table(1);
        return new DictionaryIndex(table.Long(0), type.Int(0), type.Byte(1) != 0);
    }
}
