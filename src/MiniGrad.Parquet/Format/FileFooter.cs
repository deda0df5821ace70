namespace MiniGrad.Parquet;

/// <summary>What the end of a file says of it.</summary>
/// <param name="Schema">The root of the schema, and below it all elements, depth first.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Groups">The row groups.</param>
internal sealed record FileFooter(SchemaNode[] Schema, long Rows, RowGroup[] Groups)
{
    /// <exception cref="FileProblem">The bytes are no footer.</exception>
    public static FileFooter Read(ReadOnlySpan<byte> bytes)
    {
        CompactReader reader = new(bytes);
        SchemaNode[] schema = [];
        RowGroup[] groups = [];
        long rows = 0;
        StructPlace place = reader.Begin();
        while (reader.Next(ref place))
        {
            switch (place.Field)
            {
                case 2:
                    schema = new SchemaNode[reader.Structs(place, leastSize: 4)];
                    for (int i = 0; i < schema.Length; i++) schema[i] = SchemaNode.Read(ref reader);
                    break;
                case 3:
                    rows = reader.Number(place);
                    break;
                case 4:
                    groups = new RowGroup[reader.Structs(place, leastSize: 5)];
                    for (int i = 0; i < groups.Length; i++) groups[i] = RowGroup.Read(ref reader);
                    break;
                case 8:
                    throw new FileProblem("it is encrypted");
                default:
                    reader.Skip(place);
                    break;
            }
        }
        return new FileFooter(schema, rows, groups);
    }
}

/// <summary>Rows that are stored together.</summary>
/// <param name="Chunks">Where the values of each column are.</param>
/// <param name="Rows">The number of rows.</param>
internal sealed record RowGroup(ColumnChunk[] Chunks, long Rows)
{
    public static RowGroup Read(ref CompactReader reader)
    {
        ColumnChunk[] chunks = [];
        long rows = 0;
        StructPlace place = reader.Begin();
        while (reader.Next(ref place))
        {
            if (place.Field == 1)
            {
                chunks = new ColumnChunk[reader.Structs(place, leastSize: 16)];
                for (int i = 0; i < chunks.Length; i++) chunks[i] = ColumnChunk.Read(ref reader);
            }
            else if (place.Field == 3) rows = reader.Number(place);
            else reader.Skip(place);
        }
        return new RowGroup(chunks, rows);
    }
}

/// <summary>Where the values of a column in a row group are.</summary>
internal sealed record ColumnChunk
{
    public bool IsElsewhere { get; private init; }
    public bool IsEncrypted { get; private init; }
    public PhysicalType Type { get; private init; }
    public string[] Path { get; private init; } = [];
    public Codec Codec { get; private init; }
    public long Values { get; private init; }
    public long DataOffset { get; private init; }
    public long DictionaryOffset { get; private init; }

    /// <summary>Where its first page begins.</summary>
    public long Start => DictionaryOffset > 0 ? Math.Min(DictionaryOffset, DataOffset) : DataOffset;

    public static ColumnChunk Read(ref CompactReader reader)
    {
        ColumnChunk chunk = new();
        StructPlace place = reader.Begin();
        while (reader.Next(ref place))
        {
            switch (place.Field)
            {
                case 1:
                    chunk = chunk with { IsElsewhere = reader.Text(place).Length > 0 };
                    break;
                case 3:
                    CompactReader.ExpectStruct(place);
                    chunk = chunk.ReadDescription(ref reader);
                    break;
                case 8:
                    reader.Skip(place);
                    chunk = chunk with { IsEncrypted = true };
                    break;
                default:
                    reader.Skip(place);
                    break;
            }
        }
        return chunk;
    }

    private ColumnChunk ReadDescription(ref CompactReader reader)
    {
        ColumnChunk chunk = this;
        StructPlace place = reader.Begin();
        while (reader.Next(ref place))
        {
            switch (place.Field)
            {
                case 1:
                    chunk = chunk with { Type = (PhysicalType)reader.Count(place) };
                    break;
                case 3:
                    chunk = chunk with { Path = reader.Texts(place) };
                    break;
                case 4:
                    chunk = chunk with { Codec = (Codec)reader.Count(place) };
                    break;
                case 5:
                    chunk = chunk with { Values = reader.Number(place) };
                    break;
                case 9:
                    chunk = chunk with { DataOffset = reader.Number(place) };
                    break;
                case 11:
                    chunk = chunk with { DictionaryOffset = reader.Number(place) };
                    break;
                default:
                    reader.Skip(place);
                    break;
            }
        }
        return chunk;
    }
}
