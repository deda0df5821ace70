using System.Runtime.InteropServices;

namespace MiniGrad.Serialization;

/// <summary>The elements of a tensor, the last axis fastest, whatever their order in the file is. Reads of whole elements only.</summary>
internal sealed class TensorStream : ForwardStream
{
    private readonly Stream stream;
    private readonly int size;
    private readonly bool isBigEndian;
    private readonly byte[]? storage;
    private readonly Shape shape;
    private readonly long[] strides;
    private readonly int[] indices;
    private long place;

    /// <param name="stream">The file.</param>
    /// <param name="start">Where the tensor's storage begins in it.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="isBigEndian">Whether the first byte of a number is its highest.</param>
    /// <param name="name">The tensor's name in messages.</param>
    public TensorStream(Stream stream, long start, TorchTensor tensor, bool isBigEndian, string name)
    {
        this.stream = stream;
        this.isBigEndian = isBigEndian;
        (shape, strides, size, indices) = (tensor.Shape, tensor.Strides, tensor.Type.Size, new int[tensor.Shape.Rank]);
        stream.Position = start + tensor.Offset * size;
        if (tensor.IsContiguous) return;
        long bytes = (tensor.Reach + 1) * size;
        if (bytes > Array.MaxLength)
        {
            throw new InvalidDataException(
                $"{name}: its elements are scattered over {bytes} bytes: save tensor.contiguous() in its place.");
        }
        storage = GC.AllocateUninitializedArray<byte>((int)bytes);
        try
        {
            stream.ReadExactly(storage);
        }
        catch (EndOfStreamException end)
        {
            throw new InvalidDataException($"{name}: the elements are cut short.", end);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        int count = buffer.Length;
        if (storage is null) count = stream.ReadAtLeast(buffer, count, throwOnEndOfStream: false);
        else Gather(buffer);
        if (isBigEndian) ByteOrder.Reverse(buffer[..count], size);
        return count;
    }

    private void Gather(Span<byte> buffer)
    {
        // One without axes is contiguous, and never comes here.
        int last = indices.Length - 1;
        while (!buffer.IsEmpty)
        {
            int count = Math.Min(shape[last] - indices[last], buffer.Length / size);
            ReadOnlySpan<byte> from = storage.AsSpan((int)place * size);
            switch (size)
            {
                case sizeof(byte): Copy<byte>(from, buffer, count, strides[last]); break;
                case sizeof(ushort): Copy<ushort>(from, buffer, count, strides[last]); break;
                case sizeof(uint): Copy<uint>(from, buffer, count, strides[last]); break;
                case sizeof(ulong): Copy<ulong>(from, buffer, count, strides[last]); break;
                default: Copy<UInt128>(from, buffer, count, strides[last]); break;
            }
            buffer = buffer[(count * size)..];
            Advance(count);
        }
    }

    /// <summary>Copies elements that lie at equal distances.</summary>
    private static void Copy<TBits>(ReadOnlySpan<byte> from, Span<byte> to, int count, long stride) where TBits : unmanaged
    {
        ReadOnlySpan<TBits> elements = MemoryMarshal.Cast<byte, TBits>(from);
        Span<TBits> target = MemoryMarshal.Cast<byte, TBits>(to)[..count];
        long at = 0;
        for (int i = 0; i < target.Length; i++, at += stride) target[i] = elements[(int)at];
    }

    private void Advance(int count)
    {
        for (int axis = indices.Length - 1; axis >= 0; axis--, count = 1)
        {
            place += strides[axis] * count;
            if ((indices[axis] += count) < shape[axis]) return;
            place -= strides[axis] * shape[axis];
            indices[axis] = 0;
        }
    }
}
