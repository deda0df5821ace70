using System.Text;

namespace MiniGrad.Parquet;

/// <summary>Reads Thrift's compact protocol, in which Parquet keeps its headers, from bytes that may hold anything.</summary>
internal ref struct CompactReader(ReadOnlySpan<byte> data)
{
    private const int True = 1, False = 2, Byte = 3, Short = 4, Int = 5, Long = 6, Double = 7, Binary = 8, List = 9, Set = 10, Map = 11,
        Struct = 12, Uuid = 13;
    private const int DeepestStruct = 32;
    private readonly ReadOnlySpan<byte> data = data;
    private int depth;

    /// <summary>How many bytes were read.</summary>
    public int Position { get; private set; }

    /// <summary>Whether the bytes ended too early.</summary>
    public readonly bool IsCut => Position > data.Length;

    /// <summary>Begins a struct: what <see cref="Next"/> takes.</summary>
    public StructPlace Begin()
    {
        if (++depth > DeepestStruct) throw new FileProblem("its headers are nested too deeply");
        return new StructPlace();
    }

    /// <summary>Goes on to the next field of a struct.</summary>
    /// <returns>false at its end.</returns>
    public bool Next(ref StructPlace place)
    {
        byte header = ReadByte();
        if (header == 0)
        {
            depth--;
            return false;
        }
        place.Type = header & 15;
        place.Field = header >> 4 is > 0 and var step ? place.Field + step : (int)ReadNumber();
        return true;
    }

    /// <summary>A number of 8 to 64 bits.</summary>
    public long Number(in StructPlace place) => place.Type switch
    {
        Byte => (sbyte)ReadByte(),
        Short or Int or Long => ReadNumber(),
        _ => throw Unexpected(place),
    };

    /// <summary>A number that a header counts by 32 bits.</summary>
    public int Count(in StructPlace place) =>
        Number(place) is >= int.MinValue and <= int.MaxValue and var number ? (int)number : throw Unexpected(place);

    public static bool Flag(in StructPlace place) => place.Type switch { True => true, False => false, _ => throw Unexpected(place) };

    public string Text(in StructPlace place) => place.Type == Binary ? Encoding.UTF8.GetString(ReadBytes()) : throw Unexpected(place);

    public static void ExpectStruct(in StructPlace place)
    {
        if (place.Type != Struct) throw Unexpected(place);
    }

    /// <summary>The number of structs in a list.</summary>
    /// <param name="place">Where the list is.</param>
    /// <param name="leastSize">The fewest bytes that each takes, so that few bytes do not promise many objects.</param>
    public int Structs(in StructPlace place, int leastSize)
    {
        int count = Items(place, Struct);
        return (long)count * leastSize <= data.Length - Position ? count : throw Cut();
    }

    /// <summary>The texts of a list.</summary>
    public string[] Texts(in StructPlace place)
    {
        string[] texts = new string[Items(place, Binary)];
        for (int i = 0; i < texts.Length; i++) texts[i] = Encoding.UTF8.GetString(ReadBytes());
        return texts;
    }

    /// <summary>Passes over the value of a field.</summary>
    public void Skip(in StructPlace place) => Skip(place.Type, isInList: false);

    private static FileProblem Unexpected(in StructPlace place) =>
        new(Invariant($"its headers are damaged (field {place.Field} is of an unexpected type)"));

    private int Items(in StructPlace place, int type)
    {
        if (place.Type != List) throw Unexpected(place);
        (int count, int found) = ReadListHeader();
        return count == 0 || found == type ? count : throw Unexpected(place);
    }

    private (int Count, int Type) ReadListHeader()
    {
        byte header = ReadByte();
        ulong count = header >> 4 is < 15 and var few ? (ulong)few : ReadVarint();
        // An item takes a byte at least.
        if (count > (ulong)(data.Length - Position)) throw Cut();
        return ((int)count, header & 15);
    }

    private void Skip(int type, bool isInList)
    {
        switch (type)
        {
            case True or False:
                if (isInList) ReadByte();
                break;
            case Byte:
                ReadByte();
                break;
            case Short or Int or Long:
                ReadVarint();
                break;
            case Double:
                Advance(sizeof(double));
                break;
            case Uuid:
                Advance(16);
                break;
            case Binary:
                ReadBytes();
                break;
            case Struct:
                StructPlace place = Begin();
                while (Next(ref place)) Skip(place);
                break;
            case List or Set:
                (int count, int item) = ReadListHeader();
                if (++depth > DeepestStruct) throw new FileProblem("its headers are nested too deeply");
                for (int i = 0; i < count; i++) Skip(item, isInList: true);
                depth--;
                break;
            case Map:
                SkipMap();
                break;
            default:
                throw new FileProblem("its headers are damaged (a field is of an unknown type)");
        }
    }

    private void SkipMap()
    {
        ulong pairs = ReadVarint();
        if (pairs == 0) return;
        if (pairs > (ulong)(data.Length - Position)) throw Cut();
        byte types = ReadByte();
        if (++depth > DeepestStruct) throw new FileProblem("its headers are nested too deeply");
        for (ulong i = 0; i < pairs; i++)
        {
            Skip(types >> 4, isInList: true);
            Skip(types & 15, isInList: true);
        }
        depth--;
    }

    private long ReadNumber()
    {
        ulong number = ReadVarint();
        return (long)(number >> 1) ^ -(long)(number & 1);
    }

    private ulong ReadVarint()
    {
        ulong number = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = ReadByte();
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return number;
        }
        throw new FileProblem("its headers are damaged (a number of more than 64 bits)");
    }

    private ReadOnlySpan<byte> ReadBytes()
    {
        ulong length = ReadVarint();
        if (length > (ulong)(data.Length - Position)) throw Cut();
        int from = Position;
        Advance((int)length);
        return data.Slice(from, (int)length);
    }

    private byte ReadByte()
    {
        Advance(1);
        return data[Position - 1];
    }

    private void Advance(int count)
    {
        if (count > data.Length - Position) throw Cut();
        Position += count;
    }

    private FileProblem Cut()
    {
        Position = data.Length + 1;
        return new FileProblem("its headers are cut");
    }
}

/// <summary>Where in a struct a reader is.</summary>
internal struct StructPlace
{
    /// <summary>The number of the field.</summary>
    public int Field;

    /// <summary>The protocol's number of its type.</summary>
    public int Type;
}
