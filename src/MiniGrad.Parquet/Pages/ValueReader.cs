namespace MiniGrad.Parquet;

/// <summary>Reads the values of a page one after the other. A value is a whole number, the bits of a floating-point one, or for bytes
/// their place in <see cref="Bytes"/>.</summary>
internal abstract class ValueReader
{
    /// <summary>Where the bytes of values lie that were read last.</summary>
    public abstract byte[] Bytes { get; }

    /// <summary>Reads as many values as there is room for.</summary>
    /// <exception cref="ParquetProblem">There are fewer.</exception>
    public abstract void Read(Span<long> values);

    public static ParquetProblem TooFew() => new("a page holds fewer values than it promises");
}

/// <summary>The places of bytes, each in one number.</summary>
internal static class ByteRange
{
    public static long Of(int from, int length) => ((long)from << 32) | (uint)length;

    public static ReadOnlySpan<byte> In(this long range, byte[] bytes) => bytes.AsSpan((int)(range >> 32), (int)range);
}
