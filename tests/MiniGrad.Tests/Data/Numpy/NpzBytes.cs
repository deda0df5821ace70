using System.IO.Compression;
using System.Text;
using MiniGrad.Data;
using MiniGrad.Serialization;

namespace MiniGrad.Tests.Serialization;

/// <summary>NumPy's files in memory, also such as nobody should write.</summary>
internal static class NpzBytes
{
    /// <summary>What messages call these files.</summary>
    public const string Name = "some-file";

    /// <summary>An archive whose members are stored.</summary>
    public static byte[] Stored(params (string Name, byte[] Content)[] arrays) => Of(CompressionLevel.NoCompression, arrays);

    /// <summary>An archive whose members are deflated.</summary>
    public static byte[] Deflated(params (string Name, byte[] Content)[] arrays) => Of(CompressionLevel.Optimal, arrays);

    public static byte[] Of(CompressionLevel level, params (string Name, byte[] Content)[] arrays)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in arrays)
            {
                using Stream member = archive.CreateEntry($"{name}.npy", level).Open();
                member.Write(content);
            }
        }
        return stream.ToArray();
    }

    public static byte[] Npy<TElement>(TElement[] elements, Shape? shape = null) where TElement : unmanaged
    {
        using MemoryStream stream = new();
        NpyFile.Write(stream, StoredArray.Of(elements, shape));
        return stream.ToArray();
    }

    /// <summary>A file of one array with a header of any text.</summary>
    public static byte[] Npy(string header, byte[] data, byte version = 1)
    {
        byte[] text = Encoding.Latin1.GetBytes(header);
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes(text.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. data];
    }

    public static NpzFile Open(byte[] file, long? expandedLimit = null) => NpzFile.Open(new MemoryStream(file), Name, expandedLimit);
}
