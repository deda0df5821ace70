using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>Reads the tensors of a model file.</summary>
/// <param name="file">The file of which the tensors' outlines are.</param>
/// <param name="weightsFolder">Where tensors may be that have their elements in files of their own; null to refuse them.</param>
internal sealed class TensorReader(Stream file, string? weightsFolder)
{
    private const int ChunkBytes = 1 << 16;
    // Integers and truths are packed up to eight times as tightly as they are in memory.
    private const long BytesOfIntegers = 12 << 20;

    private long bytesOfIntegers = BytesOfIntegers + file.Length / 2 * 3;

    /// <summary>The size of the model file in bytes.</summary>
    public long FileLength => file.Length;

    /// <summary>The shape of a tensor, checked.</summary>
    public static Shape ShapeOf(TensorProto tensor)
    {
        long count = 1;
        bool isEmpty = tensor.Dims.Contains(0);
        foreach (long size in tensor.Dims)
        {
            if (size < 0) throw Bad(tensor, $"the size {size}");
            count = isEmpty ? 0 : count > Array.MaxLength / Math.Max(1, size) ? long.MaxValue : count * size;
            if (size > int.MaxValue || count > Array.MaxLength) throw Bad(tensor, $"more elements than {Array.MaxLength}");
        }
        if (tensor.Dims.Count > Shape.MaxRank) throw Bad(tensor, $"{tensor.Dims.Count} axes");
        return Shape.Create([.. tensor.Dims.Select(size => (int)size)]);
    }

    /// <summary>The tensor's value; floating-point numbers in the precision T.</summary>
    public OnnxValue Read<T>(TensorProto tensor) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Read<T>(tensor, isWeight: false);

    /// <summary>The tensor's value; floating-point numbers in the precision T, in memory that suits weights if asked for.</summary>
    public OnnxValue Read<T>(TensorProto tensor, bool isWeight) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape shape = ShapeOf(tensor);
        OnnxElementType type = (OnnxElementType)tensor.DataType;
        using Source source = Open(tensor, shape, type);
        if (type is OnnxElementType.Bool or OnnxElementType.Int32 or OnnxElementType.Int64 || (!source.IsRaw && SizeOf(type) == 2))
            CountIntegers(tensor, shape.ElementCount, type is OnnxElementType.Int32 or OnnxElementType.Int64 ? sizeof(long)
                : Unsafe.SizeOf<T>() + (source.IsRaw ? 0 : sizeof(long)));
        switch (type)
        {
            case OnnxElementType.Float or OnnxElementType.Double or OnnxElementType.Float16 or OnnxElementType.BFloat16:
                Tensor<T> numbers = new(
                    isWeight ? Storage<T>.Aligned(shape.ElementCount)
                        : new Storage<T>(GC.AllocateUninitializedArray<T>(shape.ElementCount)), shape);
                ReadNumbers(source, type, numbers.Buffer);
                return new NumberValue<T>(numbers, NumberValue<T>.TypeOfNumbers);
            case OnnxElementType.Bool:
                T[] truths = new T[shape.ElementCount];
                ReadIntegers(source, tensor, truths, type, static bit => bit != 0 ? T.One : T.Zero);
                return new NumberValue<T>(new Tensor<T>(truths, shape), OnnxElementType.Bool);
            case OnnxElementType.Int32 or OnnxElementType.Int64:
                long[] integers = new long[shape.ElementCount];
                ReadIntegers(source, tensor, integers, type, static value => value);
                return new IntegerValue(integers, shape, type);
            default:
                throw new NotSupportedException($"tensor '{tensor.Name}' has elements of type {type}, which are not supported.");
        }
    }

    private Source Open(TensorProto tensor, Shape shape, OnnxElementType type)
    {
        ElementsPlace[] places = ElementsPlace.Of(tensor);
        if (tensor.DataLocation is not (TensorProto.Types.DataLocation.Default or TensorProto.Types.DataLocation.External))
            throw Bad(tensor, $"the data location {(int)tensor.DataLocation}, where 0 and 1 are known");
        if (tensor.DataLocation == TensorProto.Types.DataLocation.External)
        {
            if (places.Length > 0) throw Bad(tensor, "elements both in the file and elsewhere");
            (Stream other, long start, long length) = ExternalWeights.Open(tensor, weightsFolder);
            try
            {
                return new Source(other, start, CheckedLength(tensor, length, shape, type), IsRaw: true, IsOwn: true);
            }
            catch (InvalidDataException)
            {
                other.Dispose();
                throw;
            }
        }
        if (places.Length > 1)
            throw Bad(tensor, $"its elements in several places, {string.Join(" and ", places.Select(place => NameOf(place.Field)))}");
        if (places.Length == 0)
            return shape.ElementCount == 0
                ? new Source(Stream.Null, 0, 0, IsRaw: true, IsOwn: false) : throw Bad(tensor, $"no elements, where {shape} needs some");
        (int field, long position, long bytes) = places[0];
        bool isRaw = field == 9;
        int expected = type switch
        {
            OnnxElementType.Float => 4,
            OnnxElementType.Double => 10,
            OnnxElementType.Int64 => 7,
            _ => 5,
        };
        if (!isRaw && field != expected)
            throw Bad(tensor, $"its elements in {NameOf(field)}, where those of type {type} are in {NameOf(expected)} or {NameOf(9)}");
        bool isFixed = isRaw || type is OnnxElementType.Float or OnnxElementType.Double;
        // Of the others, each takes a byte at least.
        if (!isFixed && bytes < shape.ElementCount) throw Bad(tensor,
            $"{bytes} bytes of elements, where its shape has {shape.ElementCount}");
        return new Source(file, position, isFixed ? CheckedLength(tensor, bytes, shape, type) : bytes, isRaw, IsOwn: false);
    }

    private static string NameOf(int field) => field switch
    {
        4 => "float_data",
        5 => "int32_data",
        6 => "string_data",
        7 => "int64_data",
        9 => "raw_data",
        10 => "double_data",
        _ => "uint64_data",
    };

    private void CountIntegers(TensorProto tensor, int count, int bytesOfEach)
    {
        bytesOfIntegers -= (long)count * bytesOfEach;
        if (bytesOfIntegers < 0) throw Bad(tensor,
            $"{count} elements of few bytes, which with those before are out of proportion to the file");
    }

    private static long CheckedLength(TensorProto tensor, long length, Shape shape, OnnxElementType type)
    {
        long expected = (long)SizeOf(type) * shape.ElementCount;
        return length == expected ? length : throw Bad(tensor, $"{length} bytes of elements, where {type} {shape} has {expected}");
    }

    private static int SizeOf(OnnxElementType type) => type switch
    {
        OnnxElementType.Double or OnnxElementType.Int64 or OnnxElementType.UInt64 or OnnxElementType.Complex64 => 8,
        OnnxElementType.Float or OnnxElementType.Int32 or OnnxElementType.UInt32 => 4,
        OnnxElementType.Float16 or OnnxElementType.BFloat16 or OnnxElementType.Int16 or OnnxElementType.UInt16 => 2,
        OnnxElementType.Complex128 => 16,
        _ => 1,
    };

    private static void ReadNumbers<T>(Source source, OnnxElementType type, Span<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (BitConverter.IsLittleEndian && type == NumberValue<T>.TypeOfNumbers)
        {
            // More than 2 GiB are more than a span of bytes holds.
            for (int most = 1 << 24; !target.IsEmpty; target = target[Math.Min(most, target.Length)..])
                source.Read(MemoryMarshal.AsBytes(target[..Math.Min(most, target.Length)]));
            return;
        }
        bool isPacked = !source.IsRaw && SizeOf(type) == 2;
        if (isPacked)
        {
            long[] bits = new long[target.Length];
            if (source.ReadPacked(bits) != bits.Length)
                throw new InvalidDataException("a tensor has another number of elements than its shape.");
            for (int i = 0; i < bits.Length; i++)
                target[i] = (bits[i] & ~0xFFFFL) == 0 ? Number<T>(type, BitConverter.GetBytes((ushort)bits[i]))
                    : throw new InvalidDataException(Invariant($"a tensor of type {type} has an element of more than 16 bits, {bits[i]}."));
            return;
        }
        int size = SizeOf(type), each = ChunkBytes / size;
        byte[] chunk = new byte[Math.Min(ChunkBytes, (long)size * target.Length)];
        for (int start = 0; start < target.Length; start += each)
        {
            int count = Math.Min(each, target.Length - start);
            source.Read(chunk.AsSpan(0, count * size));
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<byte> bytes = chunk.AsSpan(i * size, size);
                T number = target[start + i] = Number<T>(type, bytes);
                if (size == sizeof(double) && T.IsInfinity(number) && double.IsFinite(BinaryPrimitives.ReadDoubleLittleEndian(bytes)))
                    throw new InvalidDataException("a tensor has numbers beyond single precision; load the network as one of double.");
            }
        }
    }

    private static T Number<T>(OnnxElementType type, ReadOnlySpan<byte> bytes) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        type switch
        {
            OnnxElementType.Float => T.CreateTruncating(BinaryPrimitives.ReadSingleLittleEndian(bytes)),
            OnnxElementType.Double => T.CreateTruncating(BinaryPrimitives.ReadDoubleLittleEndian(bytes)),
            OnnxElementType.Float16 => T.CreateTruncating(BinaryPrimitives.ReadHalfLittleEndian(bytes)),
            _ => T.CreateTruncating(BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16)),
        };

    private static void ReadIntegers<TElement>(
        Source source, TensorProto tensor, TElement[] target, OnnxElementType type, Func<long, TElement> element)
    {
        if (!source.IsRaw)
        {
            long[] values = target as long[] ?? new long[target.Length];
            int read = source.ReadPacked(values);
            if (read != values.Length) throw Bad(tensor,
                $"{(read < 0 ? "no end of its elements" : Invariant($"{read} elements or more"))}, where its shape has {values.Length}");
            for (int i = 0; i < values.Length; i++)
                target[i] = type == OnnxElementType.Int64 || values[i] == (int)values[i] ? element(values[i])
                    : throw Bad(tensor, Invariant($"the element {values[i]}, which is no {type}"));
            return;
        }
        int size = SizeOf(type), each = ChunkBytes / size;
        byte[] chunk = new byte[Math.Min(ChunkBytes, size * (long)target.Length)];
        for (int start = 0; start < target.Length; start += each)
        {
            int count = Math.Min(each, target.Length - start);
            source.Read(chunk.AsSpan(0, count * size));
            for (int i = 0; i < count; i++)
                target[start + i] = element(size switch
                {
                    8 => BinaryPrimitives.ReadInt64LittleEndian(chunk.AsSpan(i * 8)),
                    4 => BinaryPrimitives.ReadInt32LittleEndian(chunk.AsSpan(i * 4)),
                    _ => chunk[i],
                });
        }
    }

    private static InvalidDataException Bad(TensorProto tensor, string what) => new(Invariant($"tensor '{tensor.Name}' has {what}."));

    /// <summary>The bytes of a tensor's elements.</summary>
    private sealed record Source(Stream Stream, long Start, long Length, bool IsRaw, bool IsOwn) : IDisposable
    {
        private long position = Start;

        public void Read(Span<byte> target)
        {
            if (target.IsEmpty) return;
            Stream.Position = position;
            Stream.ReadExactly(target);
            position += target.Length;
        }

        /// <summary>Reads numbers of as many bytes as each needs, which have to be as many as there is room for.</summary>
        /// <returns>How many there are; one more than there is room for where there are more.</returns>
        public int ReadPacked(Span<long> target)
        {
            byte[] chunk = new byte[Math.Min(ChunkBytes, Length)];
            int count = 0, bits = 0;
            long value = 0;
            for (long done = 0; done < Length;)
            {
                int length = (int)Math.Min(chunk.Length, Length - done);
                Read(chunk.AsSpan(0, length));
                done += length;
                foreach (byte next in chunk.AsSpan(0, length))
                {
                    if (bits > 63) throw new InvalidDataException("an integer has too many bytes.");
                    value |= (long)(next & 127) << bits;
                    bits += 7;
                    if (next >= 128) continue;
                    if (count == target.Length) return count + 1;
                    target[count++] = value;
                    (value, bits) = (0, 0);
                }
            }
            return bits == 0 ? count : -1;
        }

        public void Dispose()
        {
            if (IsOwn) Stream.Dispose();
        }
    }
}
