namespace MiniGrad.Serialization;

/// <summary>A type of elements in PyTorch.</summary>
/// <param name="Name">What PyTorch calls it.</param>
/// <param name="Size">The bytes of an element.</param>
/// <param name="Element">What it is here, or null where only PyTorch can read it.</param>
internal sealed record TorchType(string Name, int Size, ElementType? Element)
{
    private static readonly (string? Storage, TorchType Type)[] all =
    [
        ("DoubleStorage", new("float64", 8, ElementType.Binary64)),
        ("FloatStorage", new("float32", 4, ElementType.Binary32)),
        ("HalfStorage", new("float16", 2, ElementType.Binary16)),
        ("BFloat16Storage", new("bfloat16", 2, ElementType.BrainFloat16)),
        (null, new("float8_e5m2", 1, ElementType.Float8E5M2)),
        (null, new("float8_e4m3fn", 1, ElementType.Float8E4M3)),
        ("LongStorage", new("int64", 8, ElementType.Signed64)),
        ("IntStorage", new("int32", 4, ElementType.Signed32)),
        ("ShortStorage", new("int16", 2, ElementType.Signed16)),
        ("CharStorage", new("int8", 1, ElementType.Signed8)),
        (null, new("uint64", 8, ElementType.Unsigned64)),
        (null, new("uint32", 4, ElementType.Unsigned32)),
        (null, new("uint16", 2, ElementType.Unsigned16)),
        ("ByteStorage", new("uint8", 1, ElementType.Unsigned8)),
        ("BoolStorage", new("bool", 1, ElementType.Boolean)),
        ("ComplexDoubleStorage", new("complex128", 16, null)),
        ("ComplexFloatStorage", new("complex64", 8, null)),
    ];

    /// <summary>The names of all types that can be read, for messages.</summary>
    public static string ReadableNames { get; } =
        string.Join(", ", all.Where(row => row.Type.Element is not null).Select(row => row.Type.Name));

    public static TorchType? OfStorage(string name) => Array.Find(all, row => row.Storage == name).Type;

    public static TorchType? OfName(string name) => Array.Find(all, row => row.Type.Name == name).Type;
}
