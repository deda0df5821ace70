using K4os.Compression.LZ4.Streams;
using ZstdSharp;

namespace MiniGrad.Arrow;

/// <summary>Unpacks buffers that are compressed.</summary>
internal static class BufferCodec
{
    /// <summary>A frame of LZ4, by the format's number.</summary>
    public const int Lz4 = 0;

    /// <summary>Zstandard, by the format's number.</summary>
    public const int Zstd = 1;

    private const int Lz4Ratio = 256, Slack = 1024;

    /// <summary>Refuses promises that cannot be held, before there is memory for them.</summary>
    /// <exception cref="FileProblem">So many bytes cannot be packed in so few.</exception>
    public static void CheckSize(int codec, long packed, long unpacked)
    {
        long most = codec == Lz4 ? (packed * Lz4Ratio) + Slack : long.MaxValue;
        if (unpacked < 0 || unpacked > most) throw new FileProblem(Invariant($"a buffer of {packed} bytes promises {unpacked}"));
    }

    /// <exception cref="FileProblem">The bytes are damaged, or fewer or more than promised.</exception>
    public static void Unpack(int codec, ReadOnlyMemory<byte> packed, byte[] target)
    {
        int count;
        try
        {
            count = codec == Lz4 ? UnpackLz4(packed, target) : UnpackZstd(packed, target);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new FileProblem($"a buffer cannot be unpacked ({error.Message})", error);
        }
        if (count != target.Length)
            throw new FileProblem(Invariant($"a buffer has {count} bytes once unpacked, where {target.Length} were promised"));
    }

    private static int UnpackLz4(ReadOnlyMemory<byte> packed, byte[] target)
    {
        using var frame = LZ4Frame.Decode(packed);
        return frame.ReadManyBytes(target);
    }

    private static int UnpackZstd(ReadOnlyMemory<byte> packed, byte[] target)
    {
        using Decompressor unpacker = new();
        return unpacker.Unwrap(packed.Span, target);
    }
}
