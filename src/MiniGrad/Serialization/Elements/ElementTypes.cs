namespace MiniGrad.Serialization;

/// <summary>The types of elements, their names in safetensors files and their sizes.</summary>
internal static class ElementTypes
{
    private static readonly (ElementType Type, int Size, Type? Native, string Safetensors)[] all =
    [
        (ElementType.Binary64, 8, typeof(double), "F64"),
        (ElementType.Binary32, 4, typeof(float), "F32"),
        (ElementType.Binary16, 2, typeof(Half), "F16"),
        (ElementType.BrainFloat16, 2, null, "BF16"),
        (ElementType.Float8E5M2, 1, null, "F8_E5M2"),
        (ElementType.Float8E4M3, 1, null, "F8_E4M3"),
        (ElementType.Signed64, 8, typeof(long), "I64"),
        (ElementType.Signed32, 4, typeof(int), "I32"),
        (ElementType.Signed16, 2, typeof(short), "I16"),
        (ElementType.Signed8, 1, typeof(sbyte), "I8"),
        (ElementType.Unsigned64, 8, typeof(ulong), "U64"),
        (ElementType.Unsigned32, 4, typeof(uint), "U32"),
        (ElementType.Unsigned16, 2, typeof(ushort), "U16"),
        (ElementType.Unsigned8, 1, typeof(byte), "U8"),
        (ElementType.Boolean, 1, typeof(bool), "BOOL"),
    ];

    /// <summary>All names in safetensors files, for messages.</summary>
    public static string SafetensorsNames { get; } = string.Join(", ", all.Select(row => row.Safetensors));

    /// <summary>The bytes of one element.</summary>
    public static int SizeOf(ElementType type) => Row(type).Size;

    public static string SafetensorsName(ElementType type) => Row(type).Safetensors;

    public static ElementType? FromSafetensors(string? name) => Find(row => row.Safetensors == name);

    /// <summary>The kind of elements that are a type of .NET's in memory.</summary>
    public static ElementType Of<TElement>()
        where TElement : unmanaged => Find(row => row.Native == typeof(TElement)) ?? throw new NotSupportedException(
        $"Files hold no elements of type {typeof(TElement).Name}: expected one of {NativeNames}.");

    private static string NativeNames => string.Join(", ", all.Select(row => row.Native?.Name).OfType<string>());

    private static (ElementType Type, int Size, Type? Native, string Safetensors) Row(ElementType type) =>
        all[(int)Guard.Defined(type, "Array", "the type of elements")];

    private static ElementType? Find(Predicate<(ElementType Type, int Size, Type? Native, string Safetensors)> isWanted)
    {
        int index = Array.FindIndex(all, isWanted);
        return index < 0 ? null : all[index].Type;
    }
}

/// <summary>The types of elements in files of arrays: those of safetensors.</summary>
/// <remarks>BrainFloat16 is the upper half of a number in single precision, and is read as <see cref="float"/>; Float8E5M2 that of one in
/// half precision, read as <see cref="Half"/>, as is Float8E4M3, which has 4 bits of exponent, NaN and no infinity (P. Micikevicius and
/// others, FP8 Formats for Deep Learning, 2022).</remarks>
internal enum ElementType
{
    Binary64, Binary32, Binary16, BrainFloat16, Float8E5M2, Float8E4M3, Signed64, Signed32, Signed16, Signed8,
    Unsigned64, Unsigned32, Unsigned16, Unsigned8, Boolean,
}
