using System.Buffers.Binary;

namespace MiniGrad.Parquet;

/// <summary>Whole numbers by their differences, in blocks of as few bits as they need.</summary>
internal sealed class DeltaValues : ValueReader
{
    private const int LongestBlock = 1 << 20;
    private readonly byte[] bytes;
    private readonly int end, blocks, perBlock;
    private readonly bool isInt32;
    private byte[] widths = [];
    private int at, total, block, left, width;
    private long bit, last, least;
    private bool isFirst = true;

    /// <param name="bytes">What they are read from.</param>
    /// <param name="from">Where they begin.</param>
    /// <param name="end">Where they end at the latest.</param>
    /// <param name="isInt32">Whether they are of 32 bits.</param>
    public DeltaValues(byte[] bytes, int from, int end, bool isInt32)
    {
        (this.bytes, at, this.end, this.isInt32) = (bytes, from, end, isInt32);
        ulong size = ReadVarint(), parts = ReadVarint(), count = ReadVarint();
        if (size is 0 or > LongestBlock || parts == 0 || size % parts != 0 || size / parts % 8 != 0 || count > int.MaxValue)
            throw new FileProblem("a page of differences has blocks of an impossible size");
        (blocks, perBlock, total) = ((int)parts, (int)(size / parts), (int)count);
        last = ReadSigned();
        block = blocks;
    }

    /// <summary>How many values are left.</summary>
    public int Left => total;

    /// <summary>Where what follows the values begins, once all are read.</summary>
    public int Next => at + (int)((bit + ((long)width * left) + 7) / 8);

    public override byte[] Bytes => [];

    public override void Read(Span<long> values)
    {
        if (values.Length > total) throw TooFew();
        total -= values.Length;
        foreach (ref long value in values)
        {
            if (isFirst) isFirst = false;
            else
            {
                if (left == 0) BeginPart();
                last += least + ReadBits();
                if (isInt32) last = (int)last;
                left--;
            }
            value = last;
        }
    }

    private void BeginPart()
    {
        at += (int)((bit + 7) / 8);
        bit = 0;
        if (block == blocks)
        {
            least = ReadSigned();
            if (end - at < blocks) throw TooFew();
            widths = bytes[at..(at + blocks)];
            at += blocks;
            block = 0;
        }
        width = widths[block++];
        if (width > 64) throw new FileProblem(Invariant($"a page has differences of {width} bits, where 64 are the most"));
        if ((long)width * perBlock > 8L * (end - at)) throw TooFew();
        left = perBlock;
    }

    private long ReadBits()
    {
        if (width == 0) return 0;
        int from = at + (int)(bit >> 3), shift = (int)(bit & 7);
        bit += width;
        ulong value;
        if (end - from >= sizeof(ulong)) value = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(from));
        else
        {
            value = 0;
            for (int k = 0; k < end - from; k++) value |= (ulong)bytes[from + k] << (8 * k);
        }
        value >>= shift;
        if (shift + width > 64) value |= (ulong)bytes[from + sizeof(ulong)] << (64 - shift);
        return (long)(width == 64 ? value : value & ((1UL << width) - 1));
    }

    private long ReadSigned()
    {
        ulong number = ReadVarint();
        return (long)(number >> 1) ^ -(long)(number & 1);
    }

    private ulong ReadVarint()
    {
        ulong number = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (at >= end) throw TooFew();
            byte part = bytes[at++];
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return number;
        }
        throw new FileProblem("a page of differences has a number of more than 64 bits");
    }
}
