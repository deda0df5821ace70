namespace MiniGrad.Data;

/// <summary>A member of an archive as it is unpacked, with the checksum (CRC-32 of ISO 3309, bits reflected) of what was read so far.</summary>
internal sealed class ArchiveMemberStream(Stream unpacked, string name) : Stream
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] table = [.. Enumerable.Range(0, 256).Select(index => Remainder((uint)index))];

    private uint register = uint.MaxValue;

    public uint Checksum => ~register;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int count;
        try
        {
            count = unpacked.Read(buffer);
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException($"{name}: the compressed data is damaged or cut short: {damage.Message}", damage);
        }
        foreach (byte value in buffer[..count]) register = table[(byte)register ^ value] ^ register >> 8;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) unpacked.Dispose();
        base.Dispose(disposing);
    }

    private static uint Remainder(uint value)
    {
        for (int bit = 0; bit < 8; bit++) value = (value & 1) == 0 ? value >> 1 : value >> 1 ^ Polynomial;
        return value;
    }
}
