namespace MiniGrad.Data;

/// <summary>The places of bytes, each in one number.</summary>
internal static class ByteRange
{
    public static long Of(int from, int length) => ((long)from << 32) | (uint)length;

    public static ReadOnlySpan<byte> In(this long range, byte[] bytes) => bytes.AsSpan((int)(range >> 32), (int)range);
}
