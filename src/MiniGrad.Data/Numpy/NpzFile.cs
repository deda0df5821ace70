using System.IO.Compression;
using MiniGrad.Serialization;

namespace MiniGrad.Data;

/// <summary>Reads archives of named arrays in NumPy's format, <c>.npz</c>. <see cref="NpzBuilder"/> writes them.</summary>
/// <remarks><para>An archive is a ZIP file with a member <c>name.npy</c> in the format of <see cref="NpyFile"/> for each array, stored or
/// deflated. Nothing is extracted to disk, and each member's checksum is verified.</para>
/// <para>Against small files that expand to huge ones, the members' stated sizes are limited, and none expands beyond its own. Refused are
/// repeated names, members that are no arrays, encrypted, or together larger than the file, and directories of more than 4 MiB, enough for
/// tens of thousands of arrays.</para>
/// <para>Not thread-safe. Source: the documentation of <c>numpy.savez</c> and <c>numpy.lib.format</c>.</para></remarks>
public sealed class NpzFile : IDisposable
{
    internal const string Extension = ".npy";

    /// <summary>The largest expansion by deflate (RFC 1951: 258 bytes from two bits).</summary>
    private const int LargestRatio = 1032;

    private const long Allowance = 32 << 20;
    private readonly ZipArchive archive;
    private readonly string file;
    private readonly OrderedDictionary<string, ZipArchiveEntry> members = [];

    private NpzFile(Stream stream, string file, long? expandedLimit)
    {
        this.file = file;
        long length = stream.Length;
        try
        {
            ArchiveDirectory.Check(stream, file);
            archive = new ZipArchive(stream, ZipArchiveMode.Read);
            foreach (ZipArchiveEntry member in archive.Entries) Add(member);
        }
        catch (InvalidDataException damage) when (!damage.Message.StartsWith($"{file}: ", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{file}: not a ZIP archive, or a damaged one: {damage.Message}", damage);
        }
        CheckSizes(length, expandedLimit ?? 2 * length + Allowance);
    }

    /// <summary>The names of the arrays, in the archive's order.</summary>
    public IReadOnlyList<string> Names => members.Keys;

    /// <summary>Opens an archive.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expandedLimit">The most bytes of all members together. Default: null, twice the file's size plus 32 MiB.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The file is not an archive of arrays, or expands beyond the limit.</exception>
    public static NpzFile Open(string path, long? expandedLimit = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            return new NpzFile(stream, path, expandedLimit);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Opens an archive in a stream.</summary>
    /// <param name="stream">A stream that can seek and holds nothing but the archive. It is disposed with the result.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="expandedLimit">The most bytes of all members together. Default: null, twice the stream's length plus 32 MiB.</param>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    /// <exception cref="InvalidDataException">The stream is not an archive of arrays, or expands beyond the limit.</exception>
    public static NpzFile Open(Stream stream, string name, long? expandedLimit = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!stream.CanSeek) throw new ArgumentException($"NpzFile: expected a stream that can seek for '{name}'.", nameof(stream));
        return new NpzFile(stream, name, expandedLimit);
    }

    /// <summary>Reads an array as a tensor; other types of numbers are converted as by <see cref="NpyFile.ReadTensor{T}"/>.</summary>
    /// <exception cref="InvalidDataException">There is no such array, its member is damaged or no array of numbers, or an integer is not
    /// exactly a <typeparamref name="T"/>.</exception>
    public Tensor<T> ReadTensor<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Read(name, elements => elements.ReadTensor<T>());

    /// <summary>Reads an array of integers, or of booleans as 0 and 1.</summary>
    /// <exception cref="InvalidDataException">There is no such array, it is damaged, or not of integers in the range of int.</exception>
    public IndexTensor ReadIndices(string name) => Read(name, elements => elements.ReadIndices());

    /// <summary>Reads the elements of an array, unchanged, in row-major order.</summary>
    /// <typeparam name="TElement">The type of the elements in memory.</typeparam>
    /// <param name="name">The name of the array.</param>
    /// <param name="shape">Its shape.</param>
    /// <exception cref="InvalidDataException">There is no such array, it is damaged, or its elements have another type.</exception>
    /// <exception cref="NotSupportedException">The format has no such elements.</exception>
    public TElement[] ReadArray<TElement>(string name, out Shape shape) where TElement : unmanaged
    {
        (TElement[] array, shape) = Read(name, elements => (elements.ReadArray<TElement>(), elements.Shape));
        return array;
    }

    /// <summary>Closes the archive.</summary>
    public void Dispose() => archive.Dispose();

    /// <summary>The type and the shape of an array, without its elements, whose checksum is not verified then.</summary>
    internal (ElementType Type, Shape Shape) Describe(string name)
    {
        if (!members.TryGetValue(name, out ZipArchiveEntry? member)) throw Invalid($"there is no array '{name}'");
        string arrayName = $"{file}: '{name}'";
        using ArchiveMemberStream stream = new(OpenMember(member, arrayName), arrayName);
        NpyElements elements = NpyHeader.Read(stream, member.Length, arrayName);
        return (elements.Type, elements.Shape);
    }

    internal TResult Read<TResult>(string name, Func<NpyElements, TResult> read)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!members.TryGetValue(name, out ZipArchiveEntry? member)) throw Invalid($"there is no array '{name}'");
        string arrayName = $"{file}: '{name}'";
        using ArchiveMemberStream stream = new(OpenMember(member, arrayName), arrayName);
        TResult result = read(NpyHeader.Read(stream, member.Length, arrayName));
        return stream.Checksum == member.Crc32
            ? result
            : throw new InvalidDataException($"{arrayName}: the elements do not have the checksum that the archive states.");
    }

    private static Stream OpenMember(ZipArchiveEntry member, string name)
    {
        try
        {
            return member.Open();
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException($"{name}: the member cannot be unpacked: {damage.Message}", damage);
        }
    }

    private void Add(ZipArchiveEntry member)
    {
        if (!member.FullName.EndsWith(Extension, StringComparison.Ordinal))
            throw Invalid($"the member '{member.FullName}' is no array, whose name would end in {Extension}");
        string name = member.FullName[..^Extension.Length];
        if (member.IsEncrypted) throw Invalid($"'{name}' is encrypted");
        if (!members.TryAdd(name, member)) throw Invalid($"the name '{name}' is there twice");
    }

    private void CheckSizes(long length, long expandedLimit)
    {
        long packed = 0, expanded = 0;
        foreach ((string name, ZipArchiveEntry member) in members)
        {
            packed += member.CompressedLength;
            if (member.CompressedLength < 0 || member.CompressedLength > length || packed > length)
                throw Invalid($"the members up to '{name}' take more bytes than the file has");
            if (member.Length < 0 || member.Length / LargestRatio > member.CompressedLength)
                throw Invalid($"'{name}' would expand from {member.CompressedLength} to {member.Length} bytes, more than can be");
            if (member.Length > expandedLimit - expanded)
            {
                throw Invalid(
                    $"the members up to '{name}' would expand to more than the {expandedLimit} bytes that are allowed; " +
                    "open a trusted file with a higher limit");
            }
            expanded += member.Length;
        }
    }

    private InvalidDataException Invalid(string problem) => new($"{file}: {problem}.");
}
