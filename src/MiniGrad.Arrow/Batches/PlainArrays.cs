using System.Buffers.Binary;

namespace MiniGrad.Arrow;

/// <summary>Rows of which none has a value.</summary>
internal sealed class NoValues(int count) : ValueArray(count, [])
{
    protected override bool IsPresent(int row) => false;

    protected override long At(int row) => 0;
}

/// <summary>Values of one bit each.</summary>
internal sealed class BitArray : ValueArray
{
    private readonly byte[] bits;

    public BitArray(int count, byte[] present, byte[] bits) : base(count, present)
    {
        Expect(bits, (count + 7L) / 8);
        this.bits = bits;
    }

    protected override long At(int row) => bits[row >> 3] >> (row & 7) & 1;
}

/// <summary>Numbers of 8 to 64 bits.</summary>
internal sealed class NumberArray : ValueArray
{
    private readonly byte[] numbers;
    private readonly int width;
    private readonly bool isSigned;

    public NumberArray(int count, byte[] present, byte[] numbers, int width, bool isSigned) : base(count, present)
    {
        Expect(numbers, (long)count * (width / 8));
        (this.numbers, this.width, this.isSigned) = (numbers, width, isSigned);
    }

    protected override long At(int row)
    {
        ReadOnlySpan<byte> value = numbers.AsSpan(row * (width / 8));
        return width switch
        {
            8 => isSigned ? (sbyte)value[0] : value[0],
            16 => isSigned ? BinaryPrimitives.ReadInt16LittleEndian(value) : BinaryPrimitives.ReadUInt16LittleEndian(value),
            32 => isSigned ? BinaryPrimitives.ReadInt32LittleEndian(value) : BinaryPrimitives.ReadUInt32LittleEndian(value),
            _ => BinaryPrimitives.ReadInt64LittleEndian(value),
        };
    }
}

/// <summary>Dates in milliseconds, as days.</summary>
internal sealed class DayArray : ValueArray
{
    private const long PerDay = 86_400_000;
    private readonly byte[] times;

    public DayArray(int count, byte[] present, byte[] times) : base(count, present)
    {
        Expect(times, (long)count * sizeof(long));
        this.times = times;
    }

    protected override long At(int row)
    {
        long time = BinaryPrimitives.ReadInt64LittleEndian(times.AsSpan(row * sizeof(long)));
        return time % PerDay == 0 ? time / PerDay
            : throw new FileProblem(Invariant($"a date is {time} milliseconds from 1970-01-01, which are no whole days"));
    }
}

/// <summary>Bytes of a fixed length.</summary>
internal sealed class BytesArray : ValueArray
{
    private readonly byte[] bytes;
    private readonly int width;

    public BytesArray(int count, byte[] present, byte[] bytes, int width) : base(count, present)
    {
        Expect(bytes, (long)count * width);
        (this.bytes, this.width) = (bytes, width);
    }

    public override byte[] Bytes => bytes;

    protected override long At(int row) => ByteRange.Of(row * width, width);
}
