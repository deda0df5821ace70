namespace MiniGrad.Serialization;

/// <summary>An array in a file whose rows are read by their places. Reading, rather than mapping the file into memory, makes an error of a
/// file that is cut meanwhile, which otherwise ends the process.</summary>
/// <param name="File">The file.</param>
/// <param name="Name">What messages call the array.</param>
/// <param name="Start">The place of the first element in the file, in bytes.</param>
/// <param name="Type">The type of the elements.</param>
/// <param name="IsBigEndian">Whether an element's first byte is its highest.</param>
/// <param name="Count">The number of rows.</param>
/// <param name="Row">The shape of a row.</param>
internal sealed record StoredRows(WatchedFile File, string Name, long Start, ElementType Type, bool IsBigEndian, long Count, Shape Row)
{
    /// <summary>Whether the elements are whole numbers or truth values.</summary>
    public bool AreIndices => Type is not (ElementType.Binary64 or ElementType.Binary32 or ElementType.Binary16
        or ElementType.BrainFloat16 or ElementType.Float8E5M2 or ElementType.Float8E4M3);

    /// <summary>The bytes of a row in the file.</summary>
    public long RowBytes => (long)Row.ElementCount * ElementTypes.SizeOf(Type);

    /// <summary>Some neighbouring rows.</summary>
    public ElementReader At(Stream file, long first, int count)
    {
        file.Position = Start + (first * RowBytes);
        int size = ElementTypes.SizeOf(Type);
        return new ElementReader(
            IsBigEndian && size > 1 ? new ReversedStream(file, size) : file, Name, Type, Shape.Create([count, .. Row]));
    }
}
