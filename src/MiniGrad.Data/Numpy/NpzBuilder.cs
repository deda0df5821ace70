using System.IO.Compression;
using MiniGrad.Serialization;

namespace MiniGrad.Data;

/// <summary>Gathers named arrays and writes them as one archive, which <see cref="NpzFile"/> and <c>numpy.load</c> read.</summary>
/// <remarks>Nothing is copied before it is written. The same content in the same order gives the same bytes.</remarks>
public sealed class NpzBuilder
{
    // The earliest date of the format, so that the bytes do not depend on the time.
    private static readonly DateTimeOffset date = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly OrderedDictionary<string, StoredArray> arrays = [];

    /// <summary>The names so far, in order.</summary>
    public IReadOnlyList<string> Names => arrays.Keys;

    /// <summary>Adds a tensor, as <c>f4</c> or <c>f8</c>.</summary>
    /// <exception cref="ArgumentException">The name is taken or not valid text.</exception>
    public NpzBuilder Add<T>(string name, Tensor<T> tensor) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Add(name, StoredArray.Of(tensor));

    /// <summary>Adds indices, as <c>i4</c>.</summary>
    /// <exception cref="ArgumentException">The name is taken or not valid text.</exception>
    public NpzBuilder Add(string name, IndexTensor indices) => Add(name, StoredArray.Of(indices));

    /// <summary>Adds elements: integers of 8 to 64 bits, floating-point numbers of 16, 32 or 64, or truth values.</summary>
    /// <param name="name">The name.</param>
    /// <param name="elements">The elements in row-major order.</param>
    /// <param name="shape">The shape. Default: that of a vector.</param>
    /// <exception cref="ArgumentException">The name is taken or not valid text, or the number of elements does not fit.</exception>
    /// <exception cref="NotSupportedException">The format has no such elements.</exception>
    public NpzBuilder Add<TElement>(string name, TElement[] elements, Shape? shape = null) where TElement : unmanaged =>
        Add(name, StoredArray.Of(elements, shape));

    /// <summary>Writes the archive.</summary>
    /// <param name="path">The file to create or replace. It appears only once it is complete and on disk.</param>
    /// <param name="compress">Whether the members are deflated. Default: false, they are stored, as by <c>numpy.savez</c>.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">The file could not be written; an existing one is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Save(string path, bool compress = false) => AtomicFile.Write(path, stream => Write(stream, compress));

    /// <summary>Writes to a stream, which stays open.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="compress">Whether the members are deflated. Default: false.</param>
    public void Write(Stream stream, bool compress = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach ((string name, StoredArray array) in arrays)
        {
            CompressionLevel level = compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression;
            ZipArchiveEntry member = archive.CreateEntry(name + NpzFile.Extension, level);
            member.LastWriteTime = date;
            using Stream content = member.Open();
            NpyFile.Write(content, array);
        }
    }

    internal NpzBuilder Add(string name, StoredArray array)
    {
        FileText.Check(name, nameof(NpzBuilder), nameof(name));
        if (!arrays.TryAdd(name, array)) throw new ArgumentException($"NpzBuilder: there is an array '{name}' already.", nameof(name));
        return this;
    }
}
