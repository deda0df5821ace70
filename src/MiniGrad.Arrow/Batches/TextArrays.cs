using System.Buffers.Binary;

namespace MiniGrad.Arrow;

/// <summary>Texts, one after the other.</summary>
internal sealed class TextArray : ValueArray
{
    private readonly byte[] ends, bytes;
    private readonly bool isLarge;

    /// <param name="count">How many.</param>
    /// <param name="present">Which of them there are.</param>
    /// <param name="ends">Where each begins, and the last one ends.</param>
    /// <param name="bytes">The texts.</param>
    /// <param name="isLarge">Whether those places have 64 bits.</param>
    public TextArray(int count, byte[] present, byte[] ends, byte[] bytes, bool isLarge) : base(count, present)
    {
        // Where there are no texts, there need not be an end of them.
        if (count > 0) Expect(ends, (count + 1L) * (isLarge ? sizeof(long) : sizeof(int)));
        (this.ends, this.bytes, this.isLarge) = (ends, bytes, isLarge);
    }

    public override byte[] Bytes => bytes;

    protected override long At(int row)
    {
        long from = EndOf(row), to = EndOf(row + 1);
        if (from < 0 || to < from || to > bytes.Length) throw new FileProblem("a text lies outside its buffer");
        return ByteRange.Of((int)from, (int)(to - from));
    }

    private long EndOf(int row) => isLarge
        ? BinaryPrimitives.ReadInt64LittleEndian(ends.AsSpan(row * sizeof(long)))
        : BinaryPrimitives.ReadInt32LittleEndian(ends.AsSpan(row * sizeof(int)));
}

/// <summary>Texts, of which short ones lie among the places of the others.</summary>
internal sealed class ViewArray : ValueArray
{
    private const int ViewSize = 16, Short = 12;
    private readonly byte[] views;
    private readonly byte[][] buffers;
    private byte[] bytes = [];
    private int used;

    public ViewArray(int count, byte[] present, byte[] views, byte[][] buffers) : base(count, present)
    {
        Expect(views, (long)count * ViewSize);
        (this.views, this.buffers) = (views, buffers);
    }

    public override byte[] Bytes => bytes;

    protected override void Begin() => used = 0;

    protected override long At(int row)
    {
        ReadOnlySpan<byte> text = TextAt(row);
        if (text.Length > Array.MaxLength - used) throw new FileProblem("its texts are too long together");
        if (used + text.Length > bytes.Length) Array.Resize(ref bytes, (int)Math.Min(Array.MaxLength, 2L * (used + text.Length)));
        text.CopyTo(bytes.AsSpan(used));
        used += text.Length;
        return ByteRange.Of(used - text.Length, text.Length);
    }

    private ReadOnlySpan<byte> TextAt(int row)
    {
        ReadOnlySpan<byte> view = views.AsSpan(row * ViewSize, ViewSize);
        int length = BinaryPrimitives.ReadInt32LittleEndian(view);
        if (length is >= 0 and <= Short) return view.Slice(sizeof(int), length);
        int buffer = BinaryPrimitives.ReadInt32LittleEndian(view[8..]), from = BinaryPrimitives.ReadInt32LittleEndian(view[12..]);
        if (length < 0 || (uint)buffer >= (uint)buffers.Length || from < 0 || (long)from + length > buffers[buffer].Length)
            throw new FileProblem("a text lies outside its buffer");
        return buffers[buffer].AsSpan(from, length);
    }
}
