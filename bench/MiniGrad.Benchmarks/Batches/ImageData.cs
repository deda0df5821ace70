using MiniGrad.Data;
using MiniGrad.Estimators;

namespace MiniGrad.Benchmarks.Batches;

/// <summary>Images to train with and others to test with.</summary>
internal sealed record ImageData(Dataset<float> Training, Dataset<float> Test)
{
    /// <summary>The inputs of a network.</summary>
    public int PixelCount => Training.Inputs.Shape[1];

    /// <summary>The outputs of a network: one for each label up to the largest.</summary>
    public int ClassCount => 1 + Math.Max(Training.Labels.Max(), Test.Labels.Max());

    /// <summary>Reads MNIST's four files, plain or gzip, or generates digits where there is no folder.</summary>
    /// <exception cref="IOException">The folder or a file does not exist, or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the files do not belong together.</exception>
    public static ImageData Load(string? folder) => folder is null
        ? new(LabeledImages.GenerateDigits<float>(20_000, new Random(1)), LabeledImages.GenerateDigits<float>(4_000, new Random(2)))
        : new(Read(folder, "train"), Read(folder, "t10k"));

    private static Dataset<float> Read(string folder, string part)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        return LabeledImages.Read<float>(Find(folder, $"{part}-images-idx3-ubyte"), Find(folder, $"{part}-labels-idx1-ubyte"));
    }

    private static string Find(string folder, string name)
    {
        string plain = Path.Combine(folder, name);
        return File.Exists(plain) ? plain : $"{plain}.gz";
    }
}
