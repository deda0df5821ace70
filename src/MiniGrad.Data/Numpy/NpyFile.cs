using MiniGrad.Serialization;

namespace MiniGrad.Data;

/// <summary>Reads and writes files of one array in NumPy's format, <c>.npy</c>.</summary>
/// <remarks><para>The layout: 0x93, <c>NUMPY</c>, two bytes of version, the length of the header (two bytes in version 1.0, four in 2.0 and
/// 3.0, little-endian), a header such as <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (2, 3), }</c> with spaces and a line break
/// at its end, then the elements.</para>
/// <para>It reads versions 1.0, 2.0 and 3.0 with floating-point numbers of 2, 4 and 8 bytes, signed and unsigned integers of 1 to 8 bytes,
/// and booleans, in either order of bytes and axes; results are row-major. Objects, texts, dates, complex and structured elements are
/// refused. The header must fit the file's length before memory is allocated: the result, a bit for each element of reordered axes, and 64
/// KiB. It writes version 1.0, little-endian and row-major.</para>
/// <para>Source: NumPy Enhancement Proposal 1, <i>A Simple File Format for NumPy Arrays</i>, and the documentation of
/// <c>numpy.lib.format</c>.</para></remarks>
public static class NpyFile
{
    /// <summary>Reads an array as a tensor.</summary>
    /// <typeparam name="T">Other floating-point numbers are rounded to the nearest, or to infinity. Integers and booleans (0 and 1) are
    /// converted exactly or refused.</typeparam>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The file is not exactly one array of numbers in this format, or an integer is not exactly a
    /// <typeparamref name="T"/>. The message begins with the path.</exception>
    public static Tensor<T> ReadTensor<T>(string path) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Read(path, elements => elements.ReadTensor<T>());

    /// <summary>Reads an array of integers, or of booleans as 0 and 1: class labels for example.</summary>
    /// <inheritdoc cref="ReadTensor{T}(string)"/>
    /// <exception cref="InvalidDataException">The file is not one array of integers in the range of int.</exception>
    public static IndexTensor ReadIndices(string path) => Read(path, elements => elements.ReadIndices());

    /// <summary>Reads the elements of an array, unchanged, in row-major order.</summary>
    /// <typeparam name="TElement">The type of the elements in memory, such as <see cref="long"/> for <c>i8</c>.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="shape">Its shape.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The file is not one array of such elements. The message begins with the path.</exception>
    /// <exception cref="NotSupportedException">The format has no such elements.</exception>
    public static TElement[] ReadArray<TElement>(string path, out Shape shape) where TElement : unmanaged
    {
        (TElement[] array, shape) = Read(path, elements => (elements.ReadArray<TElement>(), elements.Shape));
        return array;
    }

    /// <summary>Writes a tensor, as <c>f4</c> or <c>f8</c>.</summary>
    /// <param name="path">The file to create or replace. It appears only once it is complete and on disk.</param>
    /// <param name="tensor">The tensor.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">The file could not be written; an existing one is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write<T>(string path, Tensor<T> tensor) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Write(path, StoredArray.Of(tensor));

    /// <summary>Writes indices, as <c>i4</c>.</summary>
    /// <inheritdoc cref="Write{T}(string, Tensor{T})" path="/*[not(self::param)]"/>
    /// <param name="path">The file to create or replace. It appears only once it is complete and on disk.</param>
    /// <param name="indices">The indices.</param>
    public static void Write(string path, IndexTensor indices) => Write(path, StoredArray.Of(indices));

    /// <summary>Writes elements: integers of 8 to 64 bits, floating-point numbers of 16, 32 or 64, or truth values.</summary>
    /// <inheritdoc cref="Write{T}(string, Tensor{T})" path="/*[not(self::param)]"/>
    /// <param name="path">The file to create or replace. It appears only once it is complete and on disk.</param>
    /// <param name="elements">The elements in row-major order.</param>
    /// <param name="shape">The shape. Default: null, that of a vector.</param>
    /// <exception cref="ArgumentException">The number of elements is not that of the shape.</exception>
    /// <exception cref="NotSupportedException">The format has no such elements.</exception>
    public static void Write<TElement>(string path, TElement[] elements, Shape? shape = null) where TElement : unmanaged =>
        Write(path, StoredArray.Of(elements, shape));

    /// <summary>The rows of arrays, read while they are used: samples for <see cref="Dataset.Stream{T}"/>.</summary>
    /// <param name="inputsPath">A file of inputs, [samples, ...], row-major; it may be larger than memory.</param>
    /// <param name="targetsPath">A file of as many rows: whole numbers or booleans are labels, other numbers are targets.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A file is not one array of numbers in this format, has no axis or columns first, or the
    /// numbers of rows differ.</exception>
    public static SampleSource<T> Samples<T>(string inputsPath, string targetsPath) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        StoredRows inputs = Rows(inputsPath), targets = Rows(targetsPath);
        return targets.AreIndices
            ? new StoredSource<T>([(Batch<T>.InputName, inputs)], [(Batch<T>.LabelName, targets)], weights: null)
            : new StoredSource<T>([(Batch<T>.InputName, inputs), (Batch<T>.TargetName, targets)], [], weights: null);
    }

    private static StoredRows Rows(string path)
    {
        WatchedFile file = new(path);
        using FileStream stream = file.Open();
        NpyDescription description = NpyHeader.ReadLarge(stream, path);
        if (description.Sizes.Count == 0) throw new InvalidDataException($"{path}: the array is a single number: expected [samples, ...].");
        if (description is { IsColumnMajor: true, Sizes.Count: > 1 })
        {
            throw new InvalidDataException(
                $"{path}: the array is stored by columns, so that its rows are not together: write numpy.ascontiguousarray of it.");
        }
        Shape row = (description with { Sizes = [.. description.Sizes.Skip(1)] }).ShapeIn(path);
        return new StoredRows(file, path, stream.Position, description.Type, description.IsBigEndian, description.Sizes[0], row);
    }

    internal static void Write(Stream stream, StoredArray array)
    {
        NpyHeader.Write(stream, array.Type, array.Shape);
        array.Write(stream);
    }

    private static void Write(string path, StoredArray array) => AtomicFile.Write(path, stream => Write(stream, array));

    private static TResult Read<TResult>(string path, Func<NpyElements, TResult> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return read(NpyHeader.Read(stream, stream.Length, path));
    }
}
