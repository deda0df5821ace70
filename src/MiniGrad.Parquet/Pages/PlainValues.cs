using System.Buffers.Binary;

namespace MiniGrad.Parquet;

/// <summary>Values one after the other as they are.</summary>
internal sealed class PlainValues(PhysicalType type, int typeLength, byte[] bytes, int from, int end) : ValueReader
{
    private const int Int96Length = 12;
    private int at = from, bit;

    public override byte[] Bytes => bytes;

    public override void Read(Span<long> values)
    {
        switch (type)
        {
            case PhysicalType.Boolean:
                ReadBits(values);
                break;
            case PhysicalType.Int32 or PhysicalType.Float:
                ReadOnlySpan<byte> words = Take(values.Length, sizeof(int));
                for (int i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadInt32LittleEndian(words[(4 * i)..]);
                break;
            case PhysicalType.Int64 or PhysicalType.Double:
                ReadOnlySpan<byte> longs = Take(values.Length, sizeof(long));
                for (int i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadInt64LittleEndian(longs[(8 * i)..]);
                break;
            case PhysicalType.ByteArray:
                foreach (ref long value in values)
                {
                    int length = BinaryPrimitives.ReadInt32LittleEndian(Take(1, sizeof(int)));
                    value = ByteRange.Of(at, length);
                    Take(1, length);
                }
                break;
            default:
                int size = type == PhysicalType.Int96 ? Int96Length : typeLength;
                foreach (ref long value in values)
                {
                    value = ByteRange.Of(at, size);
                    Take(1, size);
                }
                break;
        }
    }

    private void ReadBits(Span<long> values)
    {
        if (values.Length > (8L * (end - at)) - bit) throw TooFew();
        foreach (ref long value in values)
        {
            value = bytes[at] >> bit & 1;
            at += ++bit >> 3;
            bit &= 7;
        }
    }

    private ReadOnlySpan<byte> Take(int count, int size)
    {
        if (size < 0 || (long)count * size > end - at) throw TooFew();
        ReadOnlySpan<byte> taken = bytes.AsSpan(at, count * size);
        at += count * size;
        return taken;
    }
}

/// <summary>Booleans in runs.</summary>
internal sealed class BooleanRuns : ValueReader
{
    private readonly RunLengths runs;
    private int[] numbers = [];

    public BooleanRuns(byte[] bytes, int from, int end)
    {
        if (end - from < sizeof(int)) throw TooFew();
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(from));
        if ((uint)length > (uint)(end - from - sizeof(int))) throw TooFew();
        runs = new RunLengths(bytes, from + sizeof(int), from + sizeof(int) + length, width: 1);
    }

    public override byte[] Bytes => [];

    public override void Read(Span<long> values)
    {
        if (numbers.Length < values.Length) numbers = new int[values.Length];
        Span<int> read = numbers.AsSpan(0, values.Length);
        runs.Read(read);
        for (int i = 0; i < values.Length; i++) values[i] = read[i];
    }
}

/// <summary>Values of one size: the first bytes of all, then the second, and so on.</summary>
internal sealed class SplitBytes : ValueReader
{
    private readonly PhysicalType type;
    private readonly byte[] bytes;
    private readonly int from, count, size;
    private int next;

    public SplitBytes(PhysicalType type, int typeLength, byte[] bytes, int from, int end)
    {
        size = type switch
        {
            PhysicalType.Int32 or PhysicalType.Float => sizeof(int),
            PhysicalType.Int64 or PhysicalType.Double => sizeof(long),
            PhysicalType.FixedBytes => typeLength,
            _ => throw new FileProblem("a page splits the bytes of values that are of different sizes"),
        };
        (this.type, this.bytes, this.from, count) = (type, bytes, from, (end - from) / size);
    }

    public override byte[] Bytes => together;

    private byte[] together = [];

    public override void Read(Span<long> values)
    {
        if (values.Length > count - next) throw TooFew();
        if (type == PhysicalType.FixedBytes) Gather(values);
        else
        {
            for (int i = 0; i < values.Length; i++, next++)
            {
                ulong value = 0;
                for (int k = 0; k < size; k++) value |= (ulong)bytes[from + (k * count) + next] << (8 * k);
                values[i] = size == sizeof(int) ? (int)value : (long)value;
            }
        }
    }

    private void Gather(Span<long> values)
    {
        if (together.Length < values.Length * size) together = new byte[values.Length * size];
        for (int i = 0; i < values.Length; i++, next++)
        {
            for (int k = 0; k < size; k++) together[(i * size) + k] = bytes[from + (k * count) + next];
            values[i] = ByteRange.Of(i * size, size);
        }
    }
}
