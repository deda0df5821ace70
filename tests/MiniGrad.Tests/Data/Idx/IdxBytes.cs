using System.IO.Compression;
using MiniGrad.Data;
using MiniGrad.Estimators;

namespace MiniGrad.Tests.Data;

/// <summary>IDX files in memory.</summary>
internal static class IdxBytes
{
    public static byte[] Of(IdxArray array)
    {
        using var stream = new MemoryStream();
        IdxFile.Write(stream, array);
        return stream.ToArray();
    }

    public static byte[] Compress(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var packed = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            packed.Write(content);
        return stream.ToArray();
    }

    public static MemoryStream Stream(byte[] content, bool compress) => new(compress ? Compress(content) : content);
}
