namespace MiniGrad.Parquet;

/// <summary>Reads the values of a page one after the other. A value is a whole number, the bits of a floating-point one, or for bytes
/// their place in <see cref="Bytes"/>.</summary>
internal abstract class ValueReader
{
    /// <summary>Where the bytes of values lie that were read last.</summary>
    public abstract byte[] Bytes { get; }

    /// <summary>Reads as many values as there is room for.</summary>
    /// <exception cref="FileProblem">There are fewer.</exception>
    public abstract void Read(Span<long> values);

    public static FileProblem TooFew() => new("a page holds fewer values than it promises");
}
