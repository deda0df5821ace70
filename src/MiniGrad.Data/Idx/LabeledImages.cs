using MiniGrad.Serialization;

namespace MiniGrad.Data;

/// <summary>Data sets of small grey images, each image a row of its pixels from 0 (ground) to 1 (full ink).</summary>
public static class LabeledImages
{
    /// <summary>Reads images and their labels from a pair of IDX files, plain or gzip, such as MNIST's.</summary>
    /// <param name="imagesPath">A file of unsigned bytes, of dimensions [images, rows, columns].</param>
    /// <param name="labelsPath">A file of integers of any size, of dimensions [images] or [images, 1].</param>
    /// <returns>Inputs of shape [images, rows·columns].</returns>
    /// <exception cref="FileNotFoundException">A file does not exist.</exception>
    /// <exception cref="DirectoryNotFoundException">A folder does not exist.</exception>
    /// <exception cref="InvalidDataException">A file is malformed or damaged, or the two do not belong together.</exception>
    public static Dataset<T> Read<T>(string imagesPath, string labelsPath) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IdxArray images = IdxFile.Read(imagesPath), labels = IdxFile.Read(labelsPath);
        if (images is not { ElementType: IdxElementType.Unsigned8, Dimensions.Count: 3 })
            throw Unfit(imagesPath, "unsigned bytes [images, rows, columns]", images);
        if (labels.Dimensions is not ([_] or [_, 1]) || labels.ElementType is IdxElementType.Binary32 or IdxElementType.Binary64)
            throw Unfit(labelsPath, "integers [labels] or [labels, 1]", labels);
        (int count, int rows, int columns) = (images.Dimensions[0], images.Dimensions[1], images.Dimensions[2]);
        if (count != labels.Count)
            throw new InvalidDataException(
                $"{imagesPath} holds {count} images and {labelsPath} holds {labels.Count} labels: expected as many of both.");
        // Without images, the file's own check says nothing about their size.
        if ((long)rows * columns > Array.MaxLength)
            throw new InvalidDataException($"{imagesPath}: images of {rows} × {columns} pixels are too large.");
        int[] classes = labels.ToArray<int>();
        if (Array.FindIndex(classes, label => label < 0) is var bad and >= 0)
            throw new InvalidDataException(Invariant($"{labelsPath}: label {bad} is {classes[bad]}: expected labels from 0."));
        return FromPixels<T>(images.Bytes.Span, classes, rows * columns);
    }

    /// <summary>Images and labels of a pair of IDX files that are read while they are used: samples for
    /// <see cref="Dataset.Stream{T}"/>, the same as those of <see cref="Read"/>.</summary>
    /// <param name="imagesPath">A file of unsigned bytes, of dimensions [images, rows, columns], not compressed.</param>
    /// <param name="labelsPath">A file of integers of any size, of dimensions [images] or [images, 1], not compressed.</param>
    /// <exception cref="FileNotFoundException">A file does not exist.</exception>
    /// <exception cref="InvalidDataException">A file is malformed, or the two do not belong together.</exception>
    public static SampleSource<T> Samples<T>(string imagesPath, string labelsPath) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        StoredRows images = IdxFile.Rows(imagesPath, dimensions => dimensions.Length == 3, "unsigned bytes [images, rows, columns]");
        StoredRows labels = IdxFile.Rows(
            labelsPath, dimensions => dimensions is [_] or [_, 1], "integers [labels] or [labels, 1]") with
        { Row = [] };
        if (images.Type != ElementType.Unsigned8)
            throw new InvalidDataException($"{imagesPath}: expected unsigned bytes, got {images.Type}.");
        if (!labels.AreIndices) throw new InvalidDataException($"{labelsPath}: expected integers, got {labels.Type}.");
        T scale = T.CreateChecked(255);
        images = images with { Row = [images.Row.ElementCount] };
        return new StoredSource<T>([(Batch<T>.InputName, images)], [(Batch<T>.LabelName, labels)], weights: null)
            .Select(batch => new Batch<T>(batch.Inputs / scale, batch.Labels));
    }

    /// <summary>Draws as many images of every digit, to within one, with <see cref="DigitGenerator"/>.</summary>
    /// <param name="count">The number of images.</param>
    /// <param name="random">The source of all randomness.</param>
    /// <returns>Inputs of shape [count, 784].</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or too large.</exception>
    public static Dataset<T> GenerateDigits<T>(int count, Random random) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (byte[] pixels, byte[] labels) = new DigitGenerator(random).Generate(count);
        return FromPixels<T>(pixels, Array.ConvertAll(labels, label => (int)label), DigitGenerator.PixelCount);
    }

    private static InvalidDataException Unfit(string path, string expected, IdxArray got) =>
        new($"{path}: expected {expected}, got {got.ElementType} [{string.Join(", ", got.Dimensions)}].");

    private static Dataset<T> FromPixels<T>(ReadOnlySpan<byte> pixels, int[] labels, int pixelCount)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] inputs = new T[pixels.Length];
        T scale = T.CreateChecked(255);
        for (int i = 0; i < inputs.Length; i++) inputs[i] = T.CreateTruncating(pixels[i]) / scale;
        return new Dataset<T>(new Tensor<T>(inputs, [labels.Length, pixelCount]), new IndexTensor(labels, [labels.Length]));
    }
}
