using System.Numerics;
using MiniGrad.Layers;
using MiniGrad.Onnx;

namespace MiniGrad.Tests.Onnx;

/// <summary>Exports random networks, and compares what becomes of them elsewhere and here.</summary>
internal static class ExportRun
{
    /// <summary>The largest difference from ONNX Runtime, relative to the largest output, for a network and batches of 1, 3 and 64; and
    /// whether the imported file gives the same bits.</summary>
    public static (double Difference, string? Fault) Compare<T>(int seed, string folder, OnnxExportOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Layer<T> network = RandomNetworks.Create<T>(seed, out Tensor<T> input);
        string path = Path.Combine(folder, $"{typeof(T).Name}{seed}.onnx");
        OnnxFile.Save(network, path, [RandomNetworks.Features], options);
        OnnxNetwork<T> imported = OnnxNetwork<T>.Load(path);
        using OnnxRuntime runtime = new(path);
        double difference = 0, largest = double.CreateChecked(network.Predict(input).Abs().Max().ToScalar());
        string? fault = null;
        foreach (int count in (int[])[1, 3, 64])
        {
            Tensor<T> batch = input.Slice(0, 0, count), expected = network.Predict(batch);
            difference = Math.Max(difference, Relative(expected, runtime.Run(batch), largest));
            Tensor<T> again = imported.Predict(batch);
            if (!again.ToArray().SequenceEqual(expected.ToArray()))
                fault = $"seed {seed}, {count} samples: imported {Relative(expected, again):E1} off: " +
                    network.Summary([1, RandomNetworks.Features]);
        }
        File.Delete(path);
        return (difference, fault);
    }

    /// <summary>The largest difference relative to the largest number, which may be that of more than is compared.</summary>
    public static double Relative<T>(Tensor<T> expected, Tensor<T> actual, double largest = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (expected.Shape != actual.Shape) return double.PositiveInfinity;
        double[] one = Array.ConvertAll(expected.ToArray(), double.CreateChecked);
        double[] other = Array.ConvertAll(actual.ToArray(), double.CreateChecked);
        double scale = one.Select(Math.Abs).Append(Math.Max(1e-30, largest)).Max();
        return one.Zip(other, (a, b) => a.Equals(b) ? 0 : Math.Abs(a - b)).Append(0).Max() / scale;
    }
}
