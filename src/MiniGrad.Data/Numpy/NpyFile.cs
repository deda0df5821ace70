using System.Numerics;
using MiniGrad.Serialization;

namespace MiniGrad.Data;

/// <summary>Reads and writes files of one array in NumPy's format, <c>.npy</c>.</summary>
/// <remarks>
/// <para>The layout: 0x93, <c>NUMPY</c>, two bytes of version, the length of the header (two bytes in version 1.0, four in 2.0 and 3.0,
/// little-endian), a header in Python's notation, <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (2, 3), }</c>, that ends with spaces and a
/// line break, then the elements.</para>
/// <para>Read are versions 1.0, 2.0 and 3.0; floating-point numbers of 2, 4 and 8 bytes, signed and unsigned integers of 1 to 8 bytes and booleans, in
/// either order of bytes and of axes; the result is row-major. Objects, texts, dates, complex and structured elements are
/// refused. The header is checked against the file's real length before anything is allocated for the elements; then the result, as many elements of its own type as the
/// file has (eight bytes for each byte of a file of <c>u1</c> that is read as <see cref="double"/>), and 64 KiB are all that is allocated. Written is version 1.0, little-endian and
/// row-major.</para>
/// <para>Source: NumPy Enhancement Proposal 1, <i>A Simple File Format for NumPy Arrays</i>, and the documentation of <c>numpy.lib.format</c>.</para>
/// </remarks>
public static class NpyFile
{
    /// <summary>Reads an array as a tensor.</summary>
    /// <typeparam name="T">
    /// Floating-point numbers of another type are rounded to the nearest, those too large to infinity; widening keeps every value. Integers and
    /// booleans (0 and 1) become the same number, and are refused where <typeparamref name="T"/> does not have it.
    /// </typeparam>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is not exactly one array of numbers in this format, or an integer is not exactly a <typeparamref name="T"/>. The message begins with
    /// the path.
    /// </exception>
    public static Tensor<T> ReadTensor<T>(string path) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Read(path, elements => elements.ReadTensor<T>());

    /// <summary>Reads an array of integers, or of booleans as 0 and 1: class labels for example.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is not exactly one array of integers in this format, or one is not in the range of <see cref="int"/>. The message begins with the path.
    /// </exception>
    public static IndexTensor ReadIndices(string path) => Read(path, elements => elements.ReadIndices());

    /// <summary>Reads the elements of an array, in row-major order, exactly as they are.</summary>
    /// <typeparam name="TElement">The type in memory of the elements, such as <see cref="long"/> for <c>i8</c>.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="shape">The sizes along the axes.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is not exactly one array of numbers in this format, or they are of another type. The message begins with the path.
    /// </exception>
    /// <exception cref="NotSupportedException">The format has no such elements.</exception>
    public static TElement[] ReadArray<TElement>(string path, out Shape shape) where TElement : unmanaged
    {
        (TElement[] array, shape) = Read(path, elements => (elements.ReadArray<TElement>(), elements.Shape));
        return array;
    }

    /// <summary>Writes a tensor, as <c>f4</c> or <c>f8</c>. The file appears, or replaces an existing one, only once its content is complete and on disk.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">The file could not be written; an existing one is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write<T>(string path, Tensor<T> tensor) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Write(path, StoredArray.Of(tensor));

    /// <summary>Writes indices, as <c>i4</c>.</summary>
    /// <inheritdoc cref="Write{T}(string, Tensor{T})"/>
    public static void Write(string path, IndexTensor indices) => Write(path, StoredArray.Of(indices));

    /// <summary>Writes elements of any type that <see cref="ElementType"/> names.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="elements">The elements in row-major order.</param>
    /// <param name="shape">The shape. Default: that of a vector.</param>
    /// <exception cref="ArgumentException">The number of elements is not that of the shape.</exception>
    /// <exception cref="NotSupportedException">The format has no such elements.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">The file could not be written; an existing one is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write<TElement>(string path, TElement[] elements, Shape? shape = null) where TElement : unmanaged =>
        Write(path, StoredArray.Of(elements, shape));

    internal static void Write(Stream stream, StoredArray array)
    {
        NpyHeader.Write(stream, array.Type, array.Shape);
        array.Write(stream);
    }

    private static void Write(string path, StoredArray array) => AtomicFile.Write(path, stream => Write(stream, array));

    private static TResult Read<TResult>(string path, Func<ElementReader, TResult> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return read(NpyHeader.Read(stream, stream.Length, path));
    }
}
