using MiniGrad.Data;

namespace MiniGrad.Cli;

/// <summary>Images to train with and others to test with.</summary>
internal sealed record ImageData(Dataset<float> Training, Dataset<float> Test)
{
    private const int GeneratedTrainingCount = 20_000;
    private const int GeneratedTestCount = 4_000;

    /// <summary>The inputs of a network.</summary>
    public int PixelCount => Training.Inputs.Shape[1];

    /// <summary>The outputs of a network: one for each label up to the largest.</summary>
    public int ClassCount => 1 + Math.Max(Training.Labels.Max(), Test.Labels.Max());

    /// <summary>Reads the four files of a folder, or generates digits: always the same ones, so that runs with different seeds
    /// compare.</summary>
    /// <exception cref="IOException">The folder or a file does not exist, or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the files do not belong together.</exception>
    public static ImageData Read(DataSource source)
    {
        if (source.Path is not { } folder)
            return new(LabeledImages.GenerateDigits<float>(GeneratedTrainingCount, new Random(1)), ReadTest(source));
        ImageData data = new(Read(folder, "train"), ReadTest(source));
        if (data.Test.Inputs.Shape[1] != data.PixelCount)
        {
            string sizes = $"training images have {data.PixelCount} pixels and test images {data.Test.Inputs.Shape[1]}";
            throw new InvalidDataException($"{folder}: {sizes}: expected as many in both.");
        }
        return data;
    }

    /// <summary>Reads or generates the images to test with alone.</summary>
    /// <inheritdoc cref="Read(DataSource)"/>
    public static Dataset<float> ReadTest(DataSource source) =>
        source.Path is { } folder ? Read(folder, "t10k") : LabeledImages.GenerateDigits<float>(GeneratedTestCount, new Random(2));

    /// <summary>Reads a file of images without labels, or else those of a folder or of the generator to test with.</summary>
    /// <returns>The images, [images, pixels].</returns>
    /// <inheritdoc cref="Read(DataSource)"/>
    public static Tensor<float> ReadInputs(DataSource source)
    {
        if (source.Path is not { } path || !File.Exists(path)) return ReadTest(source).Inputs;
        IdxArray images = IdxFile.Read(path);
        if (images.ElementType != IdxElementType.Unsigned8 || images.Dimensions.Count != 3 || images.Count == 0)
        {
            string got = $"{images.ElementType} [{string.Join(", ", images.Dimensions)}]";
            throw new InvalidDataException($"{path}: expected unsigned bytes [images, rows, columns], got {got}.");
        }
        float[] pixels = new float[images.Count];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = images.Bytes.Span[i] / 255f;
        return Tensor.Create(pixels, [images.Dimensions[0], pixels.Length / images.Dimensions[0]]);
    }

    /// <summary>The kind of the images, wherever they lie.</summary>
    public static string KindOf(DataSource source) => source.Kind == DataKind.Idx ? "MNIST files" : "generated digits";

    /// <summary>The rows and columns of square images; null of others.</summary>
    public static int? SideOf(Dataset<float> images)
    {
        int pixels = images.Inputs.Shape[1], side = (int)Math.Sqrt(pixels);
        return side * side == pixels ? side : null;
    }

    private static Dataset<float> Read(string folder, string part)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        Dataset<float> images = LabeledImages.Read<float>(
            Find(folder, $"{part}-images-idx3-ubyte"), Find(folder, $"{part}-labels-idx1-ubyte"));
        if (images.Inputs.ElementCount == 0) throw new InvalidDataException($"{folder}: there is nothing in the images of '{part}'.");
        return images;
    }

    private static string Find(string folder, string name)
    {
        string plain = Path.Combine(folder, name), packed = $"{plain}.gz";
        if (File.Exists(plain)) return plain;
        return File.Exists(packed)
            ? packed
            : throw new FileNotFoundException($"There is no '{name}' in '{folder}', and no '{name}.gz' either.");
    }
}
