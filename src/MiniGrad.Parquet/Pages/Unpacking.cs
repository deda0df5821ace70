using System.IO.Compression;
using K4os.Compression.LZ4;
using Snappier;
using ZstdSharp;

namespace MiniGrad.Parquet;

/// <summary>Unpacks compressed pages into as many bytes as their headers promise.</summary>
internal static class Unpacking
{
    // The most bytes that one byte, packed, stands for, and somewhat more.
    private const int SnappyRatio = 64, GzipRatio = 1100, Lz4Ratio = 256, Slack = 1024;

    /// <exception cref="FileProblem">There are more or fewer bytes, or the method is unknown.</exception>
    public static void Unpack(Codec codec, ArraySegment<byte> packed, Span<byte> target)
    {
        int count = codec switch
        {
            Codec.None => Copy(packed, target),
            Codec.Snappy => UnpackSnappy(packed, target),
            Codec.Gzip => Read(new GZipStream(Stream(packed), CompressionMode.Decompress), target),
            Codec.Brotli => Read(new BrotliStream(Stream(packed), CompressionMode.Decompress), target),
            Codec.Zstd => UnpackZstd(packed, target),
            Codec.Lz4Raw => LZ4Codec.Decode(packed.AsSpan(), target),
            _ => throw Unknown(codec),
        };
        if (count != target.Length) throw new FileProblem("a page unpacks to another size than it promises");
    }

    /// <summary>Refuses promises that cannot be held, before there is memory for them.</summary>
    /// <exception cref="FileProblem">So many bytes cannot be packed in so few, or the method is unknown.</exception>
    public static void CheckSize(Codec codec, int packed, int unpacked)
    {
        long most = codec switch
        {
            Codec.None => packed,
            Codec.Snappy => ((long)packed * SnappyRatio) + Slack,
            Codec.Gzip => ((long)packed * GzipRatio) + Slack,
            Codec.Lz4Raw => ((long)packed * Lz4Ratio) + Slack,
            Codec.Brotli or Codec.Zstd => long.MaxValue,
            _ => throw Unknown(codec),
        };
        if (unpacked > most) throw new FileProblem(Invariant($"a page of {packed} bytes promises {unpacked}"));
    }

    private static FileProblem Unknown(Codec codec) => new((int)codec switch
    {
        3 => "it is compressed by LZO, which is not read: expected Snappy, gzip, Brotli, Zstandard, LZ4_RAW or none",
        5 => "it is compressed by Hadoop's LZ4, which is not read: expected Snappy, gzip, Brotli, Zstandard, LZ4_RAW or none",
        _ => Invariant($"it is compressed by an unknown method ({(int)codec})"),
    });

    private static MemoryStream Stream(ArraySegment<byte> packed) => new(packed.Array!, packed.Offset, packed.Count, writable: false);

    private static int Copy(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        if (packed.Length <= target.Length) packed.CopyTo(target);
        return packed.Length;
    }

    private static int UnpackSnappy(ReadOnlySpan<byte> packed, Span<byte> target) =>
        Snappy.GetUncompressedLength(packed) is var length && length == target.Length ? Snappy.Decompress(packed, target) : length;

    private static int UnpackZstd(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        using Decompressor unpacker = new();
        return unpacker.Unwrap(packed, target);
    }

    private static int Read(Stream unpacked, Span<byte> target)
    {
        using (unpacked) return unpacked.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
    }
}
