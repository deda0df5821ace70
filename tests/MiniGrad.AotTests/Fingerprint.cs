using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MiniGrad.AotTests;

/// <summary>A short name for numbers by their bits.</summary>
internal sealed class Fingerprint
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add<T>(Tensor<T> tensor) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Add<int>([.. tensor.Shape]);
        Add(tensor.Span);
    }

    public void Add<T>(ReadOnlySpan<T> values) where T : unmanaged => hash.AppendData(MemoryMarshal.AsBytes(values));

    public void Add<T>(T[] values) where T : unmanaged => Add<T>(values.AsSpan());

    public void Add(double value) => Add([value]);

    public void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));

    public void AddFile(string path) => hash.AppendData(File.ReadAllBytes(path));

    /// <summary>The first half of SHA-256's.</summary>
    public override string ToString() => Convert.ToHexStringLower(hash.GetCurrentHash().AsSpan(0, 16));
}
