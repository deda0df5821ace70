using System.Text;
using Examples;
using MiniGrad;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;

namespace Mnist;

/// <summary>Tests a network from a file.</summary>
internal static class Evaluation
{
    /// <returns>The exit code.</returns>
    /// <exception cref="InvalidDataException">The file is not a network for these images.</exception>
    public static int Run(string path, MnistOptions options)
    {
        (Mlp<float> model, int[] sizes, string? dataKind) = NetworkFile.Load(path);
        Dataset<float> images = options.DataFolder is null ? ImageData.GenerateTest() : ImageData.ReadTest(options.DataFolder);
        if (images.Inputs.Shape[1] != sizes[0]) throw new InvalidDataException($"{path}: the network reads images of {sizes[0]} pixels: expected such ones, got {images.Inputs.Shape[1]} pixels.");
        if (images.Labels.Max() >= sizes[^1]) throw new InvalidDataException($"{path}: the network knows the classes 0 to {sizes[^1] - 1}: expected images of those, got class {images.Labels.Max()}.");

        if (dataKind is not null && dataKind != options.DataKind)
        {
            string advice = options.DataFolder is null ? "--data tests it on files" : "without --data it is tested on generated digits";
            ExampleCommand.Warn($"{path}: the network was trained on {dataKind} and is tested on {options.DataKind}: {advice}.");
        }
        Console.OutputEncoding = Encoding.UTF8;
        Console.Write(model.Summary([1, sizes[0]]));
        TestResult test = TestResult.Of(new Predictor<float>(model), images);
        Console.Write(test.Confusion);
        return test.Report(options.Target);
    }
}
