using System.Runtime.InteropServices;

namespace MiniGrad.Serialization;

/// <summary>An array to be written: its type, its shape, and what writes its elements, little-endian in row-major order.</summary>
internal sealed record StoredArray(ElementType Type, Shape Shape, Action<Stream> Write)
{
    private const int PieceLength = 8192;

    public long ByteCount => (long)Shape.ElementCount * ElementTypes.SizeOf(Type);

    public static StoredArray Of<T>(Tensor<T> tensor) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return new StoredArray(ElementTypes.Of<T>(), tensor.Shape, stream => WriteElements(stream, tensor.Span));
    }

    public static StoredArray Of(IndexTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return new StoredArray(ElementType.Signed32, tensor.Shape, stream => WriteElements(stream, tensor.Span));
    }

    public static StoredArray Of<TElement>(TElement[] elements, Shape? shape) where TElement : unmanaged
    {
        ArgumentNullException.ThrowIfNull(elements);
        shape ??= [elements.Length];
        if (shape.ElementCount != elements.Length)
            throw new ArgumentException($"The shape {shape} needs {shape.ElementCount} elements, got {elements.Length}.", nameof(elements));
        return new StoredArray(ElementTypes.Of<TElement>(), shape, stream => WriteElements<TElement>(stream, elements));
    }

    private static void WriteElements<TElement>(Stream stream, ReadOnlySpan<TElement> elements) where TElement : unmanaged
    {
        // Fills an array in pieces, because its bytes can be more than a span counts.
        for (int start = 0; start < elements.Length; start += PieceLength)
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(elements.Slice(start, Math.Min(PieceLength, elements.Length - start)));
            if (!BitConverter.IsLittleEndian)
            {
                byte[] reversed = bytes.ToArray();
                ByteOrder.Reverse(reversed, ElementTypes.SizeOf(ElementTypes.Of<TElement>()));
                bytes = reversed;
            }
            stream.Write(bytes);
        }
    }
}
