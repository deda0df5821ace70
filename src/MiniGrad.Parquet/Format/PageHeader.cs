namespace MiniGrad.Parquet;

/// <summary>What kind of page it is, by the format's numbers.</summary>
internal enum PageType
{
    Data,
    Index,
    Dictionary,
    Data2,
}

/// <summary>What stands before a page.</summary>
internal sealed record PageHeader
{
    public PageType Type { get; private init; }

    /// <summary>The number of bytes once it is unpacked.</summary>
    public int UnpackedSize { get; private init; }

    /// <summary>The number of bytes in the file.</summary>
    public int Size { get; private init; }

    /// <summary>The CRC-32 of the bytes in the file, where it is given.</summary>
    public uint? Checksum { get; private init; }

    /// <summary>The number of values, missing ones too; −1 where it is not given.</summary>
    public int Values { get; private init; } = -1;

    public ValueEncoding Encoding { get; private init; }

    /// <summary>How it is told which values are missing: 3 by run lengths.</summary>
    public int LevelEncoding { get; private init; } = 3;

    /// <summary>In a page of the second version the number of bytes that say which values are missing.</summary>
    public int DefinitionSize { get; private init; }

    /// <summary>In a page of the second version the number of bytes that say where lists begin.</summary>
    public int RepetitionSize { get; private init; }

    /// <summary>Whether the values of a page of the second version are compressed.</summary>
    public bool IsCompressed { get; private init; } = true;

    /// <summary>Reads a header from the beginning of some bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="length">Its length.</param>
    /// <returns>null where the bytes end before it does.</returns>
    public static PageHeader? TryRead(ReadOnlySpan<byte> bytes, out int length)
    {
        CompactReader reader = new(bytes);
        try
        {
            PageHeader header = Read(ref reader);
            length = reader.Position;
            return header;
        }
        catch (FileProblem) when (reader.IsCut)
        {
            length = 0;
            return null;
        }
    }

    private static PageHeader Read(ref CompactReader reader)
    {
        PageHeader header = new();
        StructPlace place = reader.Begin();
        while (reader.Next(ref place))
        {
            switch (place.Field)
            {
                case 1:
                    header = header with { Type = (PageType)reader.Count(place) };
                    break;
                case 2:
                    header = header with { UnpackedSize = reader.Count(place) };
                    break;
                case 3:
                    header = header with { Size = reader.Count(place) };
                    break;
                case 4:
                    header = header with { Checksum = (uint)reader.Count(place) };
                    break;
                case 5 or 7 or 8:
                    CompactReader.ExpectStruct(place);
                    header = header.ReadKind(ref reader, place.Field == 8);
                    break;
                default:
                    reader.Skip(place);
                    break;
            }
        }
        return header;
    }

    private PageHeader ReadKind(ref CompactReader reader, bool isVersion2)
    {
        PageHeader header = this;
        StructPlace place = reader.Begin();
        while (reader.Next(ref place))
        {
            switch (isVersion2, place.Field)
            {
                case (_, 1):
                    header = header with { Values = reader.Count(place) };
                    break;
                case (false, 2) or (true, 4):
                    header = header with { Encoding = (ValueEncoding)reader.Count(place) };
                    break;
                case (false, 3) when Type == PageType.Data:
                    header = header with { LevelEncoding = reader.Count(place) };
                    break;
                case (true, 5):
                    header = header with { DefinitionSize = reader.Count(place) };
                    break;
                case (true, 6):
                    header = header with { RepetitionSize = reader.Count(place) };
                    break;
                case (true, 7):
                    header = header with { IsCompressed = CompactReader.Flag(place) };
                    break;
                default:
                    reader.Skip(place);
                    break;
            }
        }
        return header;
    }
}
