namespace MiniGrad.Data;

/// <summary>Data sets of small grey images, each image a row of its pixels from 0 (ground) to 1 (full ink).</summary>
public static class LabeledImages
{
    /// <summary>Reads images and their labels from a pair of IDX files of unsigned bytes, plain or gzip, such as MNIST's.</summary>
    /// <param name="imagesPath">A file of dimensions [images, rows, columns].</param>
    /// <param name="labelsPath">A file of dimensions [images].</param>
    /// <returns>Inputs of shape [images, rows·columns].</returns>
    /// <exception cref="FileNotFoundException">A file does not exist.</exception>
    /// <exception cref="DirectoryNotFoundException">A folder does not exist.</exception>
    /// <exception cref="InvalidDataException">A file is malformed or damaged, or the two do not belong together.</exception>
    public static Dataset<T> Read<T>(string imagesPath, string labelsPath) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IdxArray images = ReadBytes(imagesPath, rank: 3, "[images, rows, columns]");
        IdxArray labels = ReadBytes(labelsPath, rank: 1, "[labels]");
        (int count, int rows, int columns) = (images.Dimensions[0], images.Dimensions[1], images.Dimensions[2]);
        if (count != labels.Count)
            throw new InvalidDataException(
                $"{imagesPath} holds {count} images and {labelsPath} holds {labels.Count} labels: expected as many of both.");
        // Without images, the file's own check says nothing about their size.
        if ((long)rows * columns > Array.MaxLength)
            throw new InvalidDataException($"{imagesPath}: images of {rows} × {columns} pixels are too large.");
        return FromPixels<T>(images.Bytes.Span, labels.Bytes.Span, rows * columns);
    }

    /// <summary>Draws as many images of every digit, to within one, with <see cref="DigitGenerator"/>.</summary>
    /// <param name="count">The number of images.</param>
    /// <param name="random">The source of all randomness.</param>
    /// <returns>Inputs of shape [count, 784].</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or too large.</exception>
    public static Dataset<T> GenerateDigits<T>(int count, Random random) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (byte[] pixels, byte[] labels) = new DigitGenerator(random).Generate(count);
        return FromPixels<T>(pixels, labels, DigitGenerator.PixelCount);
    }

    private static IdxArray ReadBytes(string path, int rank, string dimensions)
    {
        IdxArray array = IdxFile.Read(path);
        if (array.ElementType == IdxElementType.Unsigned8 && array.Dimensions.Count == rank) return array;
        string got = $"{array.ElementType} [{string.Join(", ", array.Dimensions)}]";
        throw new InvalidDataException($"{path}: expected unsigned bytes {dimensions}, got {got}.");
    }

    private static Dataset<T> FromPixels<T>(ReadOnlySpan<byte> pixels, ReadOnlySpan<byte> labels, int pixelCount)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] inputs = new T[pixels.Length];
        T scale = T.CreateChecked(255);
        for (int i = 0; i < inputs.Length; i++) inputs[i] = T.CreateTruncating(pixels[i]) / scale;
        int[] classes = Array.ConvertAll(labels.ToArray(), label => (int)label);
        return new Dataset<T>(new Tensor<T>(inputs, [labels.Length, pixelCount]), new IndexTensor(classes, [labels.Length]));
    }
}
