using System.Text;

namespace MiniGrad.Data;

/// <summary>Compares names in UTF-8, so that those in JSON need not become strings.</summary>
internal sealed class Utf8Names : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    private Utf8Names() { }

    /// <summary>The same places by the bytes of the names.</summary>
    public static Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> Lookup(Dictionary<string, int> places)
    {
        Dictionary<byte[], int> byBytes = new(new Utf8Names());
        // A name that is no whole text is in no JSON.
        foreach ((string name, int place) in places)
            if (WholeText.IsWhole(name)) byBytes.Add(Encoding.UTF8.GetBytes(name), place);
        return byBytes.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public bool Equals(byte[]? x, byte[]? y) => x is not null && y is not null && x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj) => GetHashCode((ReadOnlySpan<byte>)obj);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        HashCode hash = new();
        hash.AddBytes(alternate);
        return hash.ToHashCode();
    }

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}
