using MiniGrad.Data;
using MiniGrad.Estimators;

namespace MiniGrad.Tests.Cli;

/// <summary>A folder with MNIST's four files, but only a few generated digits in them.</summary>
internal static class TinyImages
{
    public const int TrainingCount = 600;
    public const int TestCount = 200;

    public const string TrainingImages = "train-images-idx3-ubyte";
    public const string TrainingLabels = "train-labels-idx1-ubyte";
    public const string TestImages = "t10k-images-idx3-ubyte";
    public const string TestLabels = "t10k-labels-idx1-ubyte";

    public static void Write(string folder, string extension = "")
    {
        Write(folder, TrainingImages + extension, TrainingLabels + extension, TrainingCount, new Random(11));
        Write(folder, TestImages + extension, TestLabels + extension, TestCount, new Random(12));
    }

    private static void Write(string folder, string images, string labels, int count, Random random)
    {
        (byte[] pixels, byte[] digits) = new DigitGenerator(random).Generate(count);
        IdxFile.Write(Path.Combine(folder, images), IdxArray.Create<byte>(pixels, count, DigitGenerator.Side, DigitGenerator.Side));
        IdxFile.Write(Path.Combine(folder, labels), IdxArray.Create<byte>(digits, count));
    }
}
