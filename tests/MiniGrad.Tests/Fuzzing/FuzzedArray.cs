using System.Runtime.InteropServices;
using MiniGrad.Data;
using MiniGrad.Serialization;
using Xunit;

namespace MiniGrad.Tests.Fuzzing;

/// <summary>An array of a NumPy file, whatever its elements are.</summary>
internal sealed record FuzzedArray(StoredArray Stored, byte[] Bytes)
{
    public static FuzzedArray Read(Stream stream, long length) => Read(NpyHeader.Read(stream, length, "fuzz"));

    public static FuzzedArray Read(NpyElements elements) => elements.Type switch
    {
        ElementType.Binary64 => Read<double>(elements),
        ElementType.Binary32 => Read<float>(elements),
        ElementType.Binary16 => Read<Half>(elements),
        ElementType.Signed64 => Read<long>(elements),
        ElementType.Signed32 => Read<int>(elements),
        ElementType.Signed16 => Read<short>(elements),
        ElementType.Signed8 => Read<sbyte>(elements),
        ElementType.Unsigned64 => Read<ulong>(elements),
        ElementType.Unsigned32 => Read<uint>(elements),
        ElementType.Unsigned16 => Read<ushort>(elements),
        ElementType.Unsigned8 => Read<byte>(elements),
        _ => Read<bool>(elements),
    };

    public byte[] ToNpy()
    {
        using MemoryStream stream = new();
        NpyFile.Write(stream, Stored);
        return stream.ToArray();
    }

    public void AssertSame(FuzzedArray other)
    {
        Assert.Equal((Stored.Type, Stored.Shape), (other.Stored.Type, other.Stored.Shape));
        Assert.Equal(Bytes, other.Bytes);
        Assert.Equal((long)Stored.Shape.Aggregate(1, (product, size) => product * size) * ElementTypes.SizeOf(Stored.Type), Bytes.Length);
    }

    private static FuzzedArray Read<TElement>(NpyElements elements) where TElement : unmanaged
    {
        TElement[] array = elements.ReadArray<TElement>();
        return new FuzzedArray(StoredArray.Of(array, elements.Shape), MemoryMarshal.AsBytes(array.AsSpan()).ToArray());
    }
}
