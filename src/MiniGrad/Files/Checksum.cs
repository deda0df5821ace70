using System.Buffers.Binary;

namespace MiniGrad;

/// <summary>The checksum of ZIP archives, CRC-32 of ISO 3309 with its bits reflected, of bytes that come piece by piece.</summary>
internal struct Checksum
{
    private const uint Polynomial = 0xEDB88320;
    private const int Count = 256;

    // Table k has what a byte makes of the register once k more bytes of 0 have followed, so that eight bytes are taken at a time.
    private static readonly uint[] tables = CreateTables();

    /// <summary>That of the bytes so far.</summary>
    public uint Value { get; private set; }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        uint register = ~Value;
        ReadOnlySpan<uint> table = tables;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ register;
            register = table[7 * Count + (byte)word] ^ table[6 * Count + (byte)(word >> 8)]
                ^ table[5 * Count + (byte)(word >> 16)] ^ table[4 * Count + (byte)(word >> 24)]
                ^ table[3 * Count + (byte)(word >> 32)] ^ table[2 * Count + (byte)(word >> 40)]
                ^ table[Count + (byte)(word >> 48)] ^ table[(byte)(word >> 56)];
        }
        foreach (byte value in bytes) register = table[(byte)(register ^ value)] ^ register >> 8;
        Value = ~register;
    }

    private static uint[] CreateTables()
    {
        uint[] made = new uint[sizeof(ulong) * Count];
        for (int index = 0; index < made.Length; index++)
        {
            uint value = index < Count ? (uint)index : made[index - Count];
            for (int bit = 0; bit < 8; bit++) value = (value & 1) == 0 ? value >> 1 : value >> 1 ^ Polynomial;
            made[index] = value;
        }
        return made;
    }
}
