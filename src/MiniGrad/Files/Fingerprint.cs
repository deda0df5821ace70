using System.Runtime.InteropServices;

namespace MiniGrad;

/// <summary>A number that other data hardly have: the hash of Fowler, Noll and Vo on eight bytes at a time, with the upper half folded
/// in.</summary>
internal struct Fingerprint
{
    private const ulong Basis = 14695981039346656037, Prime = 1099511628211;

    // From Basis as 0, so that a default one has seen nothing.
    private ulong mixed;

    public readonly ulong Value => mixed ^ Basis;

    public void Add<T>(ReadOnlySpan<T> elements) where T : unmanaged
    {
        ulong hash = Value;
        // In pieces, because the bytes can be more than a span counts.
        const int Piece = 1 << 20;
        for (int start = 0; start < elements.Length; start += Piece)
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(elements.Slice(start, Math.Min(Piece, elements.Length - start)));
            ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
            foreach (ulong word in words)
            {
                hash = (hash ^ word) * Prime;
                hash ^= hash >> 32;
            }
            foreach (byte last in bytes[(words.Length * sizeof(ulong))..]) hash = (hash ^ last) * Prime;
        }
        mixed = hash ^ Basis;
    }

    /// <summary>In hexadecimal digits.</summary>
    public override readonly string ToString() => Value.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
}
