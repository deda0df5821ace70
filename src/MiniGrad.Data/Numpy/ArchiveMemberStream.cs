namespace MiniGrad.Data;

/// <summary>A member of an archive, unpacked, with the checksum (CRC-32 of ISO 3309, bits reflected) of the bytes read so far.</summary>
internal sealed class ArchiveMemberStream(Stream unpacked, string name) : ForwardStream
{
    private Checksum checksum;

    public uint Checksum => checksum.Value;

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
        checksum.Add(buffer[..count]);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) unpacked.Dispose();
        base.Dispose(disposing);
    }
}
