namespace MiniGrad.Data;

/// <summary>A member of an archive, unpacked, with the checksum (CRC-32 of ISO 3309, bits reflected) of the bytes read so far.</summary>
internal sealed class ArchiveMemberStream(Stream unpacked, string name) : ForwardStream
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] table = [.. Enumerable.Range(0, 256).Select(index => Remainder((uint)index))];

    private uint register = uint.MaxValue;

    public uint Checksum => ~register;

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
