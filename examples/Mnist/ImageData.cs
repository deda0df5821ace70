using MiniGrad;
using MiniGrad.Data;
using MiniGrad.Estimators;

namespace Mnist;

/// <summary>Images to train with and others to test with.</summary>
internal sealed record ImageData(Dataset<float> Training, Dataset<float> Test)
{
    private const int GeneratedTrainingCount = 20_000;
    private const int GeneratedTestCount = 4_000;

    /// <summary>The inputs of a network.</summary>
    public int PixelCount => Training.Inputs.Shape[1];

    /// <summary>The outputs of a network: one for each label up to the largest.</summary>
    public int ClassCount => 1 + Math.Max(Training.Labels.Max(), Test.Labels.Max());

    /// <summary>Draws digits: always the same ones, so that runs with different seeds can be compared.</summary>
    public static ImageData Generate() => new(
        LabeledImages.GenerateDigits<float>(GeneratedTrainingCount, new Random(1)), GenerateTest());

    /// <summary>Draws those to test with alone.</summary>
    public static Dataset<float> GenerateTest() => LabeledImages.GenerateDigits<float>(GeneratedTestCount, new Random(2));

    /// <summary>Reads the four files of a folder.</summary>
    /// <exception cref="IOException">The folder or a file does not exist, or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the files do not belong together.</exception>
    public static ImageData Read(string folder)
    {
        ImageData data = new(Read(folder, "train"), ReadTest(folder));
        if (data.Test.Inputs.Shape[1] != data.PixelCount)
        {
            throw new InvalidDataException(
                $"{folder}: training images have {data.PixelCount} pixels and test images {data.Test.Inputs.Shape[1]}: expected as many in both.");
        }
        return data;
    }

    /// <summary>Reads the two files of a folder to test with.</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static Dataset<float> ReadTest(string folder) => Read(folder, "t10k");

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
        return File.Exists(packed) ? packed : throw new FileNotFoundException($"There is no '{name}' in '{folder}', and no '{name}.gz' either.");
    }
}
