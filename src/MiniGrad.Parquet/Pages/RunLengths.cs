using System.Buffers.Binary;

namespace MiniGrad.Parquet;

/// <summary>Reads small whole numbers: runs of one number, and groups of eight numbers in as few bits as they need.</summary>
internal sealed class RunLengths
{
    private const int WidestNumber = 32;
    private readonly byte[] bytes;
    private readonly int end, width;
    private int at, left, repeated, bit;
    private bool isPacked;

    /// <param name="bytes">What they are read from.</param>
    /// <param name="from">Where they begin.</param>
    /// <param name="end">Where they end.</param>
    /// <param name="width">The number of bits of each.</param>
    public RunLengths(byte[] bytes, int from, int end, int width)
    {
        if (width > WidestNumber) throw new FileProblem(Invariant($"a page has numbers of {width} bits, where 32 are the most"));
        (this.bytes, at, this.end, this.width) = (bytes, from, end, width);
    }

    /// <summary>Reads as many numbers as there is room for.</summary>
    public void Read(Span<int> numbers)
    {
        if (width == 0)
        {
            numbers.Clear();
            return;
        }
        while (!numbers.IsEmpty)
        {
            if (left == 0) BeginRun();
            int count = Math.Min(left, numbers.Length);
            if (isPacked) Unpack(numbers[..count]);
            else numbers[..count].Fill(repeated);
            left -= count;
            numbers = numbers[count..];
        }
    }

    private void BeginRun()
    {
        // A run ends with a byte, unless it was cut.
        if (bit > 0) throw ValueReader.TooFew();
        uint header = ReadVarint();
        isPacked = (header & 1) == 1;
        uint count = header >> 1;
        if (count == 0) throw new FileProblem("a page has a run of no values");
        if (isPacked)
        {
            // The last group may be cut where its values are not needed.
            long most = (end - at) * 8L / width;
            left = (int)Math.Min(Math.Min(count * 8L, most), int.MaxValue);
            if (left == 0) throw ValueReader.TooFew();
            return;
        }
        left = (int)count;
        repeated = 0;
        for (int shift = 0; shift < width; shift += 8) repeated |= ReadByte() << shift;
        if (width < WidestNumber && repeated >> width != 0)
            throw new FileProblem(Invariant($"a page has a number of more than {width} bits"));
    }

    private void Unpack(Span<int> numbers)
    {
        ulong mask = (1UL << width) - 1;
        ReadOnlySpan<byte> packed = bytes.AsSpan(at, end - at);
        for (int i = 0; i < numbers.Length; i++)
        {
            ReadOnlySpan<byte> rest = packed[(bit >> 3)..];
            ulong word = rest.Length >= sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(rest) : LastWord(rest);
            numbers[i] = (int)(word >> (bit & 7) & mask);
            bit += width;
        }
        // So that bits can be counted in 32 bits, however long the run.
        at += bit >> 3;
        bit &= 7;
    }

    private static ulong LastWord(ReadOnlySpan<byte> rest)
    {
        ulong word = 0;
        for (int k = 0; k < rest.Length; k++) word |= (ulong)rest[k] << (8 * k);
        return word;
    }

    private uint ReadVarint()
    {
        ulong number = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte part = ReadByte();
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return number <= uint.MaxValue ? (uint)number : throw new FileProblem("a page has a run that is too long");
        }
        throw new FileProblem("a page has a run that is too long");
    }

    private byte ReadByte() => at < end ? bytes[at++] : throw ValueReader.TooFew();
}
