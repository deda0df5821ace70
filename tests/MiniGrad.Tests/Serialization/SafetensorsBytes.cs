using System.Buffers.Binary;
using System.Text;
using MiniGrad.Data;
using MiniGrad.Serialization;

namespace MiniGrad.Tests.Serialization;

/// <summary>Safetensors files in memory, also such as nobody should write.</summary>
internal static class SafetensorsBytes
{
    /// <summary>What messages call these files.</summary>
    public const string Name = "some-file";

    public static byte[] Of(SafetensorsBuilder builder)
    {
        using MemoryStream stream = new();
        builder.Write(stream);
        return stream.ToArray();
    }

    public static byte[] Of(string header, params byte[] data) => Of(Encoding.UTF8.GetBytes(header), data);

    public static byte[] Of(byte[] header, byte[] data)
    {
        byte[] length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        return [.. length, .. header, .. data];
    }

    public static SafetensorsFile Open(byte[] file) => SafetensorsFile.Open(new MemoryStream(file), Name);

    public static SafetensorsFile Reopen(SafetensorsBuilder builder) => Open(Of(builder));

    /// <summary>Adds an array whose elements are encoded already.</summary>
    public static SafetensorsBuilder AddBytes(this SafetensorsBuilder builder, string name, ElementType type, Shape shape, byte[] bytes) =>
        builder.Add(name, new StoredArray(type, shape, stream => stream.Write(bytes)));

    /// <summary>The elements of an array as the file holds them.</summary>
    public static byte[] ReadBytes(this SafetensorsFile file, string name)
    {
        SafetensorsEntry entry = file.Find(name)!;
        return file.Elements(entry, ElementType.Unsigned8, [(int)entry.ByteCount]).ReadArray<byte>();
    }
}
