using System.Buffers.Binary;
using System.Text;

namespace MiniGrad.Arrow;

/// <summary>A table of a FlatBuffer, in which Arrow keeps its headers, from bytes that may hold anything.</summary>
/// <remarks>Fields are numbered from 0; one that is not there has its default.</remarks>
internal readonly ref struct FlatTable
{
    private const int PlaceSize = sizeof(ushort), FixedPlaces = 2;
    private readonly ReadOnlySpan<byte> data, places;
    private readonly int at;

    private FlatTable(ReadOnlySpan<byte> data, long at)
    {
        this.data = data;
        this.at = (int)at;
        long fields = at - BinaryPrimitives.ReadInt32LittleEndian(Bytes(data, at, sizeof(int)));
        int size = BinaryPrimitives.ReadUInt16LittleEndian(Bytes(data, fields, PlaceSize));
        places = Bytes(data, fields, size);
        if (size < FixedPlaces * PlaceSize) throw Damaged();
    }

    /// <summary>The table that the bytes begin with.</summary>
    public static FlatTable Root(ReadOnlySpan<byte> data) =>
        new(data, BinaryPrimitives.ReadUInt32LittleEndian(Bytes(data, 0, sizeof(uint))));

    public bool Has(int field) => Place(field) != 0;

    public int Byte(int field, int missing = 0) => Place(field) is > 0 and var place ? Bytes(data, place, 1)[0] : missing;

    public int Short(int field, int missing = 0) =>
        Place(field) is > 0 and var place ? BinaryPrimitives.ReadInt16LittleEndian(Bytes(data, place, sizeof(short))) : missing;

    public int Int(int field, int missing = 0) =>
        Place(field) is > 0 and var place ? BinaryPrimitives.ReadInt32LittleEndian(Bytes(data, place, sizeof(int))) : missing;

    public long Long(int field) =>
        Place(field) is > 0 and var place ? BinaryPrimitives.ReadInt64LittleEndian(Bytes(data, place, sizeof(long))) : 0;

    /// <summary>A text, empty where there is none.</summary>
    public string Text(int field)
    {
        long start = Target(field);
        if (start == 0) return "";
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(Bytes(data, start, sizeof(uint)));
        return Encoding.UTF8.GetString(Bytes(data, start + sizeof(uint), length));
    }

    /// <exception cref="FileProblem">There is no such table.</exception>
    public FlatTable Table(int field) => Target(field) is not 0 and var start ? new FlatTable(data, start) : throw Damaged();

    /// <summary>The items of a list that all have the same size, empty where there is none.</summary>
    public ReadOnlySpan<byte> Items(int field, int size)
    {
        long start = Target(field);
        if (start == 0) return [];
        long count = BinaryPrimitives.ReadUInt32LittleEndian(Bytes(data, start, sizeof(uint)));
        return Bytes(data, start + sizeof(uint), count * size);
    }

    /// <summary>The number of tables in a list.</summary>
    public int TableCount(int field) => Items(field, sizeof(uint)).Length / sizeof(uint);

    public FlatTable TableAt(int field, int index)
    {
        long entry = Target(field) + sizeof(uint) + ((long)index * sizeof(uint));
        return new FlatTable(data, entry + BinaryPrimitives.ReadUInt32LittleEndian(Bytes(data, entry, sizeof(uint))));
    }

    private static FileProblem Damaged() => new("its headers are damaged");

    private static ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> data, long from, long count) =>
        from >= 0 && count >= 0 && from <= data.Length && count <= data.Length - from ? data.Slice((int)from, (int)count)
            : throw Damaged();

    /// <summary>Where a field lies, or 0.</summary>
    private long Place(int field)
    {
        int from = (field + FixedPlaces) * PlaceSize;
        int offset = from + PlaceSize <= places.Length ? BinaryPrimitives.ReadUInt16LittleEndian(places[from..]) : 0;
        return offset == 0 ? 0 : at + offset;
    }

    /// <summary>Where that lies which a field refers to, or 0.</summary>
    private long Target(int field) =>
        Place(field) is > 0 and var place ? place + BinaryPrimitives.ReadUInt32LittleEndian(Bytes(data, place, sizeof(uint))) : 0;
}
